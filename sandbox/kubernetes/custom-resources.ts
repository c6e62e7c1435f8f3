// The custom resources' fields, in the notation of the built-in schemas. Fields left out are pruned, as a CRD would.

type Attributes = Readonly<Record<string, string>>

const object = { apiVersion: 'string', kind: 'string', metadata: 'V1ObjectMeta', status: 'any' } as const

/** Field → type. Sources: the published CRDs of External Secrets 1.x and Argo CD 3.x. */
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
