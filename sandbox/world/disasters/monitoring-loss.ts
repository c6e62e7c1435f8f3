// At 06:58:30 a clean-up job takes the disks of the monitoring for its own, empties them, and restarts what ran on them.
import { markDeleted } from '../../kubernetes/api/remove.ts'
import { persistentVolumeClaims, persistentVolumes, pods } from '../../kubernetes/kinds.ts'
import { FileView } from '../files/index.ts'
import type { World } from '../world.ts'
import type { Disaster } from './disaster.ts'

const at = '2030-03-04T06:58:30Z'

/** `rm -rf` of everything on a disk; what runs there does not notice until it is restarted. */
function empty({ region }: World, volumeId: string): void {
  const view = new FileView(region.ec2.bareDisk(volumeId))
  for (const name of view.readdir('/')) view.remove(`/${name}`)
}

export const monitoringLoss: Disaster = {
  scenario: 'monitoring-loss',
  at,
  noticedAfter: 450,
  tells: 'a clean-up job deletes the metrics of Prometheus and the database of Grafana, and restarts both',
  // The recovery points of the night are there from the beginning: half an hour of people is enough.
  historyFrom: () => '2030-03-04T06:28:30Z',
  witness: ({ dashboardViewers }) => dashboardViewers,
  strike: world => {
    const { kubernetes, platform, clock } = world
    const { namespace } = platform.monitoring
    for (const claim of kubernetes.store.list(persistentVolumeClaims, namespace)) {
      const volume = kubernetes.store.get(persistentVolumes, undefined, claim.spec?.volumeName ?? '')
      if (volume?.spec?.csi?.volumeHandle !== undefined) empty(world, volume.spec.csi.volumeHandle)
    }
    for (const pod of kubernetes.store.list(pods, namespace)) markDeleted({ store: kubernetes.store, clock }, pod)
  },
  request: (_, struckAt = at) => ({ lostAt: struckAt }),
}
