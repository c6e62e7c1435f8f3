// The custom resources' fields, in the notation of the built-in schemas. Fields left out are pruned, as a CRD would.

type Attributes = Readonly<Record<string, string>>

const object = { apiVersion: 'string', kind: 'string', metadata: 'V1ObjectMeta', status: 'any' } as const

/** Fields of a Prometheus that say how it runs; what it scrapes is text to the sandbox. */
const prometheusSpec: Attributes = {
  ...{ replicas: 'number', shards: 'number', paused: 'boolean', image: 'string', version: 'string' },
  ...{ retention: 'string', retentionSize: 'string', scrapeInterval: 'string', serviceAccountName: 'string' },
  ...{ storage: 'PrometheusStorage', resources: 'object', nodeSelector: 'object', affinity: 'object' },
  ...{ tolerations: 'Array<object>', securityContext: 'object', podMetadata: 'object', externalLabels: 'object' },
  ...{ maximumStartupDurationSeconds: 'number', walCompression: 'boolean', enableAdminAPI: 'boolean' },
  ...{ serviceMonitorSelector: 'object', serviceMonitorNamespaceSelector: 'object', podMonitorSelector: 'object' },
  ...{ ruleSelector: 'object', ruleNamespaceSelector: 'object', alerting: 'object', portName: 'string' },
  ...{ persistentVolumeClaimRetentionPolicy: 'object' },
}

/** Field → type. Sources: the published CRDs of External Secrets 1.x, Argo CD 3.x and Prometheus Operator 0.8x. */
export const customSchemas: Readonly<Record<string, Attributes>> = {
  ExternalSecret: { ...object, spec: 'ExternalSecretSpec' },
  ExternalSecretSpec: {
    secretStoreRef: 'SecretStoreRef',
    target: 'ExternalSecretTarget',
    refreshInterval: 'string',
    refreshPolicy: 'string',
    data: 'Array<ExternalSecretData>',
    dataFrom: 'Array<ExternalSecretDataFrom>',
  },
  SecretStoreRef: { name: 'string', kind: 'string' },
  ExternalSecretTarget: {
    name: 'string',
    creationPolicy: 'string',
    deletionPolicy: 'string',
    immutable: 'boolean',
    template: 'object',
  },
  ExternalSecretData: { secretKey: 'string', remoteRef: 'RemoteRef', sourceRef: 'object' },
  ExternalSecretDataFrom: { extract: 'RemoteRef', find: 'object', rewrite: 'Array<object>', sourceRef: 'object' },
  RemoteRef: {
    key: 'string',
    property: 'string',
    version: 'string',
    metadataPolicy: 'string',
    conversionStrategy: 'string',
    decodingStrategy: 'string',
  },
  Application: { ...object, spec: 'ApplicationSpec', operation: 'object' },
  ApplicationSpec: {
    project: 'string',
    source: 'object',
    sources: 'Array<object>',
    sourceHydrator: 'object',
    destination: 'ApplicationDestination',
    syncPolicy: 'SyncPolicy',
    ignoreDifferences: 'Array<IgnoreDifferences>',
    info: 'Array<object>',
    revisionHistoryLimit: 'number',
  },
  ApplicationDestination: { server: 'string', name: 'string', namespace: 'string' },
  SyncPolicy: {
    automated: 'AutomatedSync',
    syncOptions: 'Array<string>',
    retry: 'object',
    managedNamespaceMetadata: 'object',
  },
  AutomatedSync: { prune: 'boolean', selfHeal: 'boolean', allowEmpty: 'boolean', enabled: 'boolean' },
  Prometheus: { ...object, spec: 'PrometheusSpec' },
  PrometheusSpec: prometheusSpec,
  PrometheusStorage: { volumeClaimTemplate: 'PrometheusClaim', disableMountSubPath: 'boolean' },
  PrometheusClaim: { metadata: 'object', spec: 'V1PersistentVolumeClaimSpec' },
  IgnoreDifferences: {
    group: 'string',
    kind: 'string',
    name: 'string',
    namespace: 'string',
    jsonPointers: 'Array<string>',
    jqPathExpressions: 'Array<string>',
    managedFieldsManagers: 'Array<string>',
  },
}
