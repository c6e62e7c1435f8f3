// A claim stays while a pod uses it, and is Pending until volume and claim agree in class, size and mode.
import { Missing } from '../../domain/errors.ts'
import { swappedVolumeName } from '../../domain/files/volume.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { fileVolumes } from '../gateways/file-volumes.ts'
import { resources } from '../gateways/kubernetes.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkFilesClaim } from './contract.ts'

export const run = implement(
  checkFilesClaim,
  { volumes: fileVolumes },
  async ({ claim: name, wanted, old, ...place }, { volumes, run, environment, watch }) => {
    const watched = [{ resource: resources.persistentVolumeClaim, namespace: place.namespace, name }]
    return watching({ environment, watch, clusterName: place.clusterName, watched }, async () => {
      const claim = await volumes.in(place).findClaim(name)
      const volume = claim?.spec?.volumeName ?? null
      const going = claim?.metadata.deletionTimestamp !== undefined
      if (wanted === 'gone' && !claim) return ready({ volume: null })
      if (wanted === 'not bound to the new volume' && volume !== swappedVolumeName(run)) return ready({ volume })
      if (wanted === 'gone' || wanted === 'not bound to the new volume')
        return pending(
          `the claim ${name} is ${going ? 'Terminating: pods still use it' : (claim?.status?.phase ?? '')}`,
        )
      const expected = wanted === 'bound to the old volume' ? old : swappedVolumeName(run)
      if (!claim) return failed(Missing, `the claim ${name} is not there`)
      if (claim.status?.phase === 'Bound' && volume === expected && !going) return ready({ volume })
      return pending(`the claim ${name} is ${claim.status?.phase ?? 'new'}, leading to ${volume ?? 'no volume'}`)
    })
  },
)

export const handler = asLambda(run)
