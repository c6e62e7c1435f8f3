// The isolated namespace of drills: its own service account and its own copy of the reader's secret.
import type { Platform } from '../../domain/platform.ts'
import type { KubernetesCluster } from '../kubernetes/cluster.ts'

export function seedDrillNamespace(cluster: KubernetesCluster, { drill, database }: Platform): void {
  const { namespace, readerSecret } = drill
  cluster.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  cluster.seed({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: readerSecret, namespace },
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { name: 'aws-secrets-manager', kind: 'ClusterSecretStore' },
      target: { name: readerSecret, creationPolicy: 'Owner' },
      dataFrom: [{ extract: { key: database.readerSecret } }],
    },
  })
}
