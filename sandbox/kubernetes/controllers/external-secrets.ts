// The External Secrets operator: copies a Secrets Manager value into a Secret, on its interval or when annotations change.
import { createHash } from 'node:crypto'
import type { ExternalSecret, Secret } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { externalSecrets, secrets } from '../kinds.ts'
import { controlledBy, isFields, ownedBy, setCondition, timestamp } from '../object.ts'
import { secondsOf } from './duration.ts'
import { concerns, type Machinery } from './loop.ts'

type Trigger = 'eks.secret.sync' | 'eks.secret.forced-sync'

/** Retries after a failure wait this long at first, doubling to about sixteen minutes (controller-runtime). */
const longestRetrySeconds = 1000

export function externalSecretsOperator(machinery: Machinery): void {
  const operator = new Operator(machinery)
  machinery.store.onChange(change => {
    if (change.type === 'deleted' && !concerns(change, secrets)) return
    if (concerns(change, externalSecrets)) operator.see(change.object as ExternalSecret)
    if (concerns(change, secrets)) operator.guard(change.object as Secret)
  })
}

class Operator {
  readonly #machinery: Machinery
  /** By uid: what a sync is already under way for. */
  readonly #forced = new Map<string, string>()
  readonly #interval = new Map<string, number>()
  readonly #failures = new Map<string, number>()

  constructor(machinery: Machinery) {
    this.#machinery = machinery
  }

  /** A spec, label or annotation that the last sync did not see asks for a sync now. */
  see(external: ExternalSecret): void {
    const seen = versionOf(external)
    const { uid } = external.metadata
    if (external.status?.syncedResourceVersion === seen || this.#forced.get(uid) === seen) return
    this.#forced.set(uid, seen)
    this.#schedule('eks.secret.forced-sync', external)
  }

  /** A Secret that the operator owns is put right when someone edits or deletes it. */
  guard(secret: Secret): void {
    const { store } = this.#machinery
    for (const external of store.list(externalSecrets, secret.metadata.namespace)) {
      if (targetOf(external) !== secret.metadata.name || external.spec.target?.creationPolicy !== 'Owner') continue
      const found = store.get(secrets, secret.metadata.namespace, secret.metadata.name)
      if (found && found.metadata.annotations?.[hashAnnotation] === hashOf(found.data)) continue
      const wrong = `edited ${found?.metadata.resourceVersion ?? 'away'}`
      if (this.#forced.get(external.metadata.uid) === wrong) continue
      this.#forced.set(external.metadata.uid, wrong)
      this.#schedule('eks.secret.forced-sync', external)
    }
  }

  #schedule(trigger: Trigger, external: ExternalSecret, seconds?: number): void {
    const { surroundings, cluster, store } = this.#machinery
    const { namespace, name } = external.metadata
    const sync = (outcome: () => void) => () => {
      const found = store.current(external)
      if (found && found.metadata.deletionTimestamp === undefined) outcome()
    }
    surroundings.lifecycle.schedule(
      trigger,
      `${cluster}/${namespace}/${name}`,
      {
        done: sync(() => this.#sync(store.current(external)!)),
        failed: sync(() => this.#fail(store.current(external)!, 'could not get secret data from provider')),
        never: () => {},
      },
      seconds,
    )
  }

  #sync(external: ExternalSecret): void {
    const { store, surroundings } = this.#machinery
    const data = this.#collect(external)
    if (typeof data === 'string') {
      this.#fail(external, data)
      return
    }
    this.#failures.delete(external.metadata.uid)
    this.#forced.delete(external.metadata.uid)
    writeSecret(this.#machinery, external, data)
    const now = timestamp(surroundings.clock.now())
    store.update(external, draft => {
      draft.status = {
        ...draft.status,
        refreshTime: now,
        syncedResourceVersion: versionOf(draft),
        binding: { name: targetOf(draft) },
        conditions: setCondition(draft.status?.conditions, {
          type: 'Ready',
          status: 'True',
          reason: 'SecretSynced',
          message: 'secret synced',
          lastTransitionTime: now,
        }),
      }
    })
    this.#nextInterval(external)
  }

  /** One interval runs at a time; a forced sync starts it anew, as the operator requeues after each reconcile. */
  #nextInterval(external: ExternalSecret): void {
    const { surroundings, store } = this.#machinery
    const seconds = secondsOf(external.spec.refreshInterval ?? '1h')
    if (seconds === 0) return
    const { uid } = external.metadata
    const due = surroundings.clock.now() + seconds * 1000
    this.#interval.set(uid, due)
    surroundings.clock.quietly(due, () => {
      const found = store.current(external)
      if (found && this.#interval.get(uid) === due) this.#schedule('eks.secret.sync', found, 0)
    })
  }

  #fail(external: ExternalSecret, message: string): void {
    const { store, surroundings } = this.#machinery
    const { uid } = external.metadata
    const failures = this.#failures.get(uid) ?? 0
    this.#failures.set(uid, failures + 1)
    store.update(external, draft => {
      const conditions = setCondition(draft.status?.conditions, {
        type: 'Ready',
        status: 'False',
        reason: 'SecretSyncedError',
        message,
        lastTransitionTime: timestamp(surroundings.clock.now()),
      })
      draft.status = { ...draft.status, conditions }
    })
    this.#schedule('eks.secret.forced-sync', external, Math.min(longestRetrySeconds, 2 ** failures))
  }

  #collect({ spec }: ExternalSecret): Record<string, string> | string {
    const data: Record<string, string> = {}
    for (const { extract } of spec.dataFrom ?? []) {
      if (!extract) return 'not simulated by the sandbox: dataFrom without extract'
      const value = this.#read(extract.key)
      if ('wrong' in value) return value.wrong
      const keys = asKeys(value.text)
      if (!keys) return `unable to unmarshal secret ${extract.key}: not a JSON object`
      Object.assign(data, keys)
    }
    for (const { secretKey, remoteRef } of spec.data ?? []) {
      const value = this.#read(remoteRef.key)
      if ('wrong' in value) return value.wrong
      const found = remoteRef.property === undefined ? value.text : asKeys(value.text)?.[remoteRef.property]
      if (found === undefined) return `key ${remoteRef.property} does not exist in secret ${remoteRef.key}`
      data[secretKey] = found
    }
    return data
  }

  #read(key: string): { readonly text: string } | { readonly wrong: string } {
    try {
      const text = this.#machinery.outside.secretValue(key)
      return text === undefined ? { wrong: `Secret does not exist: ${key}` } : { text }
    } catch (error) {
      return { wrong: `could not reach Secrets Manager: ${Error.isError(error) ? error.message : String(error)}` }
    }
  }
}

const hashAnnotation = 'reconcile.external-secrets.io/data-hash'

const targetOf = ({ spec, metadata }: ExternalSecret) => spec.target?.name ?? metadata.name

const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
const hashOf = (data: Readonly<Record<string, string>> | undefined) =>
  digest(Object.entries(data ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Generation, labels and annotations: whatever a person may change to ask for a sync. */
const versionOf = ({ metadata: { generation, labels, annotations } }: ExternalSecret) =>
  `${generation}-${digest([labels ?? {}, annotations ?? {}])}`

/** Strings as they are, everything else as JSON. */
function asKeys(text: string): Record<string, string> | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isFields(value)) return undefined
  const entries = Object.entries(value)
  return Object.fromEntries(entries.map(([key, item]) => [key, typeof item === 'string' ? item : JSON.stringify(item)]))
}

function writeSecret({ store }: Machinery, external: ExternalSecret, values: Record<string, string>): void {
  const { namespace } = external.metadata
  const name = targetOf(external)
  const data = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  )
  const found = store.get(secrets, namespace, name)
  const annotations = { ...found?.metadata.annotations, [hashAnnotation]: hashOf(data) }
  const ownerReferences = external.spec.target?.creationPolicy === 'Owner' ? [controlledBy(external)] : undefined
  if (!found) {
    store.create(secrets, { metadata: { name, namespace, annotations, ownerReferences }, type: 'Opaque', data })
    return
  }
  store.update(found, draft => {
    draft.data = data
    draft.metadata.annotations = annotations
    if (ownerReferences && !ownedBy(found, external)) draft.metadata.ownerReferences = ownerReferences
  })
}
