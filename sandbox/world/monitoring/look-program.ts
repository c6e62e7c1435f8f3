// The program that looks into a restored volume, as a pod of the drill runs it: on the tree of the disk, in place of a mount.
import { INSPECTION } from '../../../domain/monitoring/inspection.ts'
import { look } from '../../../jobs/look-at-store/look.ts'
import { openDatabase } from '../../../jobs/look-at-store/open-database.ts'
import type { KubernetesCluster } from '../../kubernetes/cluster.ts'
import type { Program, ProgramResult } from '../../kubernetes/controllers/loop.ts'
import { programFiles } from '../files/index.ts'

/** Stands in the ConfigMap where production has the bundle of `jobs/look-at-store`, and is that program to the sandbox. */
export const lookProgramText = '// The sandbox runs jobs/look-at-store where this file is named.\n'

/** Seconds until Node has started and has said its last word: an estimate. */
const around = 2

/** @param pause lets the world go on for so many seconds; it never resolves for a pod that was killed */
export async function lookAtStore(
  program: Program,
  argument: string,
  pause: (seconds: number) => Promise<void>,
): Promise<ProgramResult> {
  const as = { owner: program.user, group: program.user }
  const trees = Object.entries(program.mounted.trees)
  const mounts = Object.fromEntries(trees.map(([path, mounted]) => [path, mounted.view(as)]))
  const slowest = () => Math.min(...trees.map(([, mounted]) => mounted.bytesASecond?.() ?? Number.POSITIVE_INFINITY))
  const files = programFiles({ mounts, pause, bytesASecond: slowest })
  return { ...(await look(argument, { files, open: openDatabase })), seconds: around }
}

/** Applied with the other manifests, in the drill's namespace. */
export function seedLookProgram(cluster: KubernetesCluster, namespace: string): void {
  cluster.seed({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: INSPECTION.configMap, namespace, labels: { [INSPECTION.label]: INSPECTION.version } },
    data: { [INSPECTION.key]: lookProgramText },
  })
}
