// The programs that run inside the cluster, as ConfigMaps, and the service account of those that copy files.
import { PROGRAM } from '../../domain/files/program.ts'
import { INSPECTION } from '../../domain/monitoring/inspection.ts'
import type { Platform } from '../../domain/platform.ts'
import { bundleProgram } from '../bundle.ts'
import type { Manifest } from './rbac.ts'

/** Text of each program, by its folder under `jobs/`. */
export interface Programs {
  readonly 'copy-back': string
  readonly 'look-at-store': string
}

/** A ConfigMap holds at most 1 MiB; these are some tens of kilobytes. */
export const bundlePrograms = async (): Promise<Programs> => ({
  'copy-back': await bundleProgram('copy-back'),
  'look-at-store': await bundleProgram('look-at-store'),
})

/** Nobody changes them but the next deployment: what runs on the worst day is what was rehearsed. */
export function programManifests(platform: Platform, programs: Programs): readonly Manifest[] {
  const { kubernetes, drill, files } = platform
  const both = [kubernetes.namespace, drill.namespace]
  return [
    ...both.map(namespace => program(namespace, PROGRAM, programs['copy-back'])),
    program(drill.namespace, INSPECTION, programs['look-at-store']),
    ...both.map(namespace => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: files.copy.serviceAccount, namespace },
      automountServiceAccountToken: false,
    })),
    evidenceWay(platform),
  ]
}

const program = (namespace: string, { configMap, key, label, version }: Named, text: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: configMap, namespace, labels: { [label]: version } },
  immutable: false,
  data: { [key]: text },
})

interface Named {
  readonly configMap: string
  readonly key: string
  readonly label: string
  readonly version: string
}

/** The agent of EKS Pod Identity answers on this address of the node (EKS user guide, Pod Identity). */
const AGENT = '169.254.170.23/32'

/** In a drill's namespace pods reach names and MySQL only; those that copy files also reach S3, and who gives them their role. */
const evidenceWay = ({ drill }: Platform): Manifest => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'copies-reach-evidence', namespace: drill.namespace },
  spec: {
    podSelector: { matchExpressions: [{ key: PROGRAM.label, operator: 'Exists' }] },
    policyTypes: ['Egress'],
    egress: [
      { ports: [{ protocol: 'TCP', port: 443 }] },
      { to: [{ ipBlock: { cidr: AGENT } }], ports: [{ protocol: 'TCP', port: 80 }] },
    ],
  },
})
