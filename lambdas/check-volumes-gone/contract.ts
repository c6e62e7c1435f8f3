// Are the volumes that this run made for a store gone? What could not be deleted a moment ago is deleted now.
import * as z from 'zod'
import { storeName } from '../../domain/monitoring/store.ts'
import { check } from '../contract.ts'
import { describeVolumes, onRestoredVolumes } from '../monitoring-needs.ts'

export const checkVolumesGone = check({
  name: 'check-volumes-gone',
  takes: z.strictObject({ store: storeName }),
  gives: z.strictObject({}),
  throws: [],
  needs: (p, mode) => [describeVolumes, onRestoredVolumes(p, mode, ['ec2:DeleteVolume'])],
  again: "asks only for what is not being deleted yet, and only for what carries this run's tags",
})
