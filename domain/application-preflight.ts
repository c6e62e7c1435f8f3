// What would stop the cutover later, judged from what was seen of the application: blockers stop the run, notes inform.

import type { Instant } from './instant.ts'
import type { CopyRule } from './secret-copy.ts'
import { copiesFrom, copiesHost } from './secret-copy.ts'

export interface Findings {
  readonly blockers: readonly string[]
  readonly notes: readonly string[]
}

export function findings(...parts: readonly (Partial<Findings> | false)[]): Findings {
  const found = parts.filter(part => part !== false)
  return { blockers: found.flatMap(each => each.blockers ?? []), notes: found.flatMap(each => each.notes ?? []) }
}

const blocker = (text: string): Partial<Findings> => ({ blockers: [text] })
const note = (text: string): Partial<Findings> => ({ notes: [text] })

export interface WorkloadSeen {
  readonly deployment: string
  /** Null when it does not exist. */
  readonly replicas: { readonly wanted: number; readonly available: number } | null
  readonly usesSecret: boolean
  readonly secret: string
  readonly objectCache: { readonly name: string; readonly exists: boolean } | null
  readonly hpa: { readonly name: string; readonly min: number; readonly max: number } | null
  readonly cronJobs: readonly { readonly name: string; readonly suspended: boolean }[]
  /** Undefined when the platform names none, null when the one it names does not exist. */
  readonly argo: { readonly selfHeal: boolean; readonly automated: string | null } | null | undefined
}

export function judgeWorkload(seen: WorkloadSeen): Findings {
  const { deployment, replicas, objectCache, hpa, cronJobs, argo } = seen
  const suspended = cronJobs.filter(each => each.suspended).length
  return findings(
    replicas === null &&
      blocker(`the deployment ${deployment} does not exist; correct kubernetes.deployment in the platform`),
    replicas !== null && judgeReplicas(deployment, replicas, hpa),
    replicas !== null &&
      !seen.usesSecret &&
      note(`the pods of ${deployment} take nothing from the Secret ${seen.secret}: a new host may not reach them`),
    objectCache !== null &&
      !objectCache.exists &&
      blocker(`the object cache ${objectCache.name} does not exist; correct kubernetes.objectCache`),
    hpa !== null && note(`the autoscaler ${hpa.name} (${hpa.min} to ${hpa.max}) rests while the deployment is at 0`),
    cronJobs.length > 0 &&
      note(
        `${cronJobs.length} CronJobs, of which ${suspended} are suspended; the others are suspended until the cutover`,
      ),
    argo === null && blocker('the Argo CD application does not exist; correct kubernetes.argoApplication'),
    argo?.automated != null &&
      note(
        `Argo CD syncs by itself${argo.selfHeal ? ' and heals manual changes' : ''}; it is paused until the cutover`,
      ),
  )
}

function judgeReplicas(
  name: string,
  { wanted, available }: NonNullable<WorkloadSeen['replicas']>,
  hpa: WorkloadSeen['hpa'],
): Partial<Findings> {
  if (wanted === 0) return note(`${name} is scaled to 0; the cutover will start it with ${hpa?.min ?? 1} replicas`)
  return available < wanted
    ? note(`${name} has ${available} of ${wanted} replicas available; the disaster may be the reason`)
    : {}
}

export interface CopySeen {
  readonly name: string
  readonly secretName: string
  readonly wantedTarget: string
  readonly copy: {
    readonly ready: boolean
    readonly message: string
    readonly target: string
    readonly rule: CopyRule
  } | null
}

export function judgeCopy({ name, secretName, wantedTarget, copy }: CopySeen): Findings {
  if (copy === null)
    return findings(blocker(`the ExternalSecret ${name} does not exist; correct kubernetes.externalSecret`))
  const { ready, message, target, rule } = copy
  const copies = copiesFrom(rule, secretName)
  return findings(
    !ready && blocker(`the ExternalSecret ${name} is not Ready (${message}): a new host would not reach the pods`),
    target !== wantedTarget && blocker(`the ExternalSecret ${name} writes the Secret ${target}, not ${wantedTarget}`),
    !copies && blocker(`the ExternalSecret ${name} does not copy the secret ${secretName}`),
    copies &&
      !copiesHost(rule, secretName) &&
      blocker(`the ExternalSecret ${name} does not copy the key host of ${secretName}`),
    rule.unforeseeable.length > 0 &&
      blocker(`the ExternalSecret ${name} uses ${rule.unforeseeable.join(' and ')}: its copy cannot be checked`),
  )
}

export interface SecretSeen {
  readonly name: string
  /** How names of rotation functions begin that Muster may have invoked when it switches a rotation on again. */
  readonly functionsBegin: string
  /** The run will make a replica a secret of its own. */
  readonly promotes: boolean
  /** Null when there is no such secret. */
  readonly facts: {
    readonly owningService: string | null
    readonly replicaOf: string | null
    readonly keyId: string | null
    readonly pendingVersionId: string | null
    readonly rotation: { readonly enabled: boolean; readonly next: Instant | null; readonly functionArn: string | null }
    readonly lagging: readonly string[]
  } | null
  /** Names of its keys; null when its value is not a JSON object. */
  readonly keys: readonly string[] | null
  /** Keys that contain the host and would not be changed. */
  readonly strayKeys: readonly string[]
}

/** Without these the secret cannot be pointed elsewhere, or the accounts cannot be checked. */
const NEEDED_KEYS = ['host', 'username', 'password']
const USUAL_KEYS = ['port', 'dbname']

export function judgeSecret({ name, functionsBegin, promotes, facts, keys, strayKeys }: SecretSeen): Findings {
  if (facts === null) return findings(blocker(`the secret ${name} does not exist`))
  const { owningService, replicaOf, keyId, pendingVersionId, rotation, lagging } = facts
  const lacking = (wanted: readonly string[]) => (keys === null ? [] : wanted.filter(key => !keys.includes(key)))
  return findings(
    owningService !== null && blocker(`the secret ${name} is owned by ${owningService} and cannot be edited`),
    replicaOf !== null &&
      !promotes &&
      blocker(`the secret ${name} is a replica of ${replicaOf} here and cannot be edited`),
    replicaOf !== null &&
      promotes &&
      note(`the secret ${name} is a replica of ${replicaOf} and will be one of its own`),
    keys === null && blocker(`the secret ${name} is not a JSON object`),
    lacking(NEEDED_KEYS).length > 0 && blocker(`the secret ${name} has no key ${lacking(NEEDED_KEYS).join(', ')}`),
    lacking(USUAL_KEYS).length > 0 && note(`the secret ${name} has no key ${lacking(USUAL_KEYS).join(', ')}`),
    strayKeys.length > 0 &&
      note(`the keys ${strayKeys.join(', ')} of ${name} contain the host and will go on naming the old cluster`),
    keyId !== null &&
      note(`the secret ${name} is encrypted with the customer-managed key ${keyId}; its policy must let Muster use it`),
    note(rotation.enabled ? rotationNote(rotation) : `rotation of ${name} is off`),
    rotation.enabled && foreignFunction(rotation.functionArn, functionsBegin),
    pendingVersionId !== null && note(`a rotation of ${name} began and did not end`),
    lagging.length > 0 && note(`replicas of ${name} are not in sync: ${lagging.join(', ')}`),
  )
}

/** Found after the cutover, this would leave the rotation off; `resume-rotation` may invoke only functions called like this. */
function foreignFunction(functionArn: string | null, begin: string): Partial<Findings> | false {
  const name = functionArn?.split(':function:')[1]
  if (name === undefined || name.startsWith(begin)) return false
  return blocker(
    `the rotation function is ${name}; Muster may switch a rotation on again only when its name begins with ${begin}`,
  )
}

const rotationNote = ({ next, functionArn }: NonNullable<SecretSeen['facts']>['rotation']): string =>
  `rotation is on (${functionArn ?? 'managed'}), next by ${next ?? 'an unknown time'}; it is suspended during the cutover`
