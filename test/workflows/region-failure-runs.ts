// What tests of a lost region ask for, and how they read what has become of it.
import { reportKeys } from '../../domain/control-records.ts'
import { claimName, type StoreName } from '../../domain/monitoring/store.ts'
import { platformAt } from '../../domain/platform-places.ts'
import { persistentVolumeClaims, persistentVolumes } from '../../sandbox/kubernetes/kinds.ts'
import type { Run } from '../../sandbox/stage.ts'
import type { World } from '../../sandbox/world/world.ts'
import { contentOf, platform, playedOnce } from '../rehearsing.ts'

export const scenario = 'region-failure'
export const quickly = { commitWindowMinutes: 5 }
export const view = platformAt('recovery', platform)
export const { primary: lost, recovery: here } = platform.regions

export const reportOf = ({ world, id }: Run) =>
  contentOf(world, view.muster.evidenceBucket).get(reportKeys(id).markdown) ?? ''

export const factsOf = (run: Run, question: string) => {
  const asked = run.messages.map(text => JSON.parse(text) as { title?: string; facts?: Record<string, string[]> })
  return asked.find(({ title }) => title === question)?.facts ?? {}
}

/** That on which the store is now. */
export function diskOf({ region, kubernetes }: World, store: StoreName) {
  const claim = kubernetes.store.get(
    persistentVolumeClaims,
    view.monitoring.namespace,
    claimName(view.monitoring, store),
  )
  const volume = kubernetes.store.get(persistentVolumes, undefined, claim?.spec?.volumeName ?? '')
  return region.ec2.volumes().find(({ id }) => id === volume?.spec?.csi?.volumeHandle)
}

export const faulted = (...faults: readonly string[]) => playedOnce({ scenario, faults, input: quickly })
