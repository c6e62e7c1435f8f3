// The namespace in which a drill's client runs: no rights in the cluster, and no network but names and MySQL.
import type { Platform } from '../../domain/platform.ts'
import type { Manifest } from './rbac.ts'

const MYSQL = 3306
const DNS = 53

export function drillNamespace({ drill }: Platform): readonly Manifest[] {
  const { namespace, serviceAccount } = drill
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    },
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: serviceAccount, namespace },
      automountServiceAccountToken: false,
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'only-names-and-mysql', namespace },
      spec: {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [],
        egress: [
          { ports: [{ protocol: 'TCP', port: MYSQL }] },
          {
            ports: [
              { protocol: 'UDP', port: DNS },
              { protocol: 'TCP', port: DNS },
            ],
          },
        ],
      },
    },
  ]
}
