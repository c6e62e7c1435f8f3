// A container's environment, read from Secrets and ConfigMaps at the moment the container starts.
import type { V1Container } from '@kubernetes/client-node'
import type { Wire } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { configMaps, secrets } from '../kinds.ts'
import type { Store } from '../store.ts'

export type Container = Wire<V1Container>
type Variables = Record<string, string>

/** The variables, or why the container cannot be created. */
export function environmentOf(store: Store, namespace: string, container: Container): Variables | string {
  const variables: Variables = {}
  for (const source of container.envFrom ?? []) {
    const reference = source.secretRef ?? source.configMapRef
    const values = read(store, namespace, { ...reference, secret: source.secretRef !== undefined })
    if (!values && reference?.optional !== true) return missing(source.secretRef !== undefined, reference?.name)
    for (const [key, value] of Object.entries(values ?? {})) variables[`${source.prefix ?? ''}${key}`] = value
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    const reference = valueFrom?.secretKeyRef ?? valueFrom?.configMapKeyRef
    if (!reference) {
      if (valueFrom) return `not simulated by the sandbox: environment from ${Object.keys(valueFrom).join()}`
      variables[name] = expand(value ?? '', variables)
      continue
    }
    const secret = valueFrom?.secretKeyRef !== undefined
    const values = read(store, namespace, { name: reference.name, secret })
    const found = values?.[reference.key]
    if (found !== undefined) variables[name] = found
    else if (reference.optional !== true) {
      if (!values) return missing(secret, reference.name)
      return `couldn't find key ${reference.key} in ${secret ? 'Secret' : 'ConfigMap'} ${namespace}/${reference.name}`
    }
  }
  return variables
}

const missing = (secret: boolean, name: string | undefined) => `${secret ? 'secret' : 'configmap'} "${name}" not found`

/** `$(NAME)` of an earlier variable. */
const expand = (text: string, variables: Variables) =>
  text.replace(/\$\(([\w.-]+)\)/g, (whole, name) => variables[name] ?? whole)

function read(
  store: Store,
  namespace: string,
  { name = '', secret }: { name?: string; secret: boolean },
): Variables | undefined {
  if (!secret) return store.get(configMaps, namespace, name)?.data ?? undefined
  const found = store.get(secrets, namespace, name)
  return found && decoded(found.data)
}

export const decoded = (data: Readonly<Record<string, string>> | undefined): Variables =>
  Object.fromEntries(Object.entries(data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]))
