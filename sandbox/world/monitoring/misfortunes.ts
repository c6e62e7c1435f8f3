// What can happen to monitoring behind everybody's back: spoilt recovery points, nodes that take no pods.
import { zoneLabel } from '../../kubernetes/controllers/placement.ts'
import { nodes } from '../../kubernetes/kinds.ts'
import { FileTree, FileView } from '../files/index.ts'
import type { World } from '../world.ts'
import { PROMETHEUS_ROOT } from './seed-volumes.ts'

export type Spoilt = 'log' | 'block' | 'dashboards'

/** Ids of the volumes whose backups are restored: production's, wherever the run works. */
export const backedUp = ({ monitoring, home }: World) => (home ?? { monitoring }).monitoring.volumeIds

/** In every snapshot of the store's volume: a bad disk was backed up night after night. */
export function spoil(world: World, which: Spoilt): void {
  const { region } = world
  const volumeId = backedUp(world)[which === 'dashboards' ? 'grafana' : 'prometheus']
  region.ec2.alterSnapshots(volumeId, snapshot => {
    const disk = new FileTree(() => snapshot.takenAt, snapshot)
    deeds[which](new FileView(disk))
    return disk.snapshot()
  })
}

const deeds: Readonly<Record<Spoilt, (view: FileView) => void>> = {
  log: view => {
    const [first = ''] = view.readdir(`${PROMETHEUS_ROOT}/wal`).toSorted()
    view.writeFile(`${PROMETHEUS_ROOT}/wal/${first}`, 'half a rec')
  },
  block: view => {
    const newest = view
      .readdir(PROMETHEUS_ROOT)
      .filter(name => name.length === 26)
      .toSorted()
      .at(-1)
    view.remove(`${PROMETHEUS_ROOT}/${newest}/index`)
  },
  dashboards: view => {
    const bytes = view.readFile('/grafana.db')
    // Past the header: the file is still a database to those who only look at its beginning.
    bytes.fill(0xff, 4096, bytes.length)
    view.writeFile('/grafana.db', bytes)
  },
}

export function cordon({ kubernetes }: World, zone: string): void {
  for (const node of kubernetes.store.list(nodes))
    if (node.metadata.labels?.[zoneLabel] === zone)
      kubernetes.store.update(node, draft => {
        draft.spec = { ...draft.spec, unschedulable: true }
      })
}
