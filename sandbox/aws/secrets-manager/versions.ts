// Adding versions: idempotent by token, at most 100, at most 65,536 bytes.
import { AwsError } from '../service.ts'
import { noticeChange } from './changes.ts'
import { label, type Secret, type Version } from './secret.ts'
import { invalidParameter, type State } from './state.ts'

const mostBytes = 65_536
const mostVersions = 100
const mostLabels = 20
const day = 86_400_000

/** @throws InvalidParameterException without a token (the SDK makes one) or with one of another length. */
export function checkToken(token: string | undefined): string {
  if (token === undefined) {
    throw invalidParameter('You must provide a ClientRequestToken value. We recommend a UUID-type value.')
  }
  if (token.length < 32 || token.length > 64)
    throw invalidParameter('ClientRequestToken must be 32-64 characters long.')
  return token
}

/**
 * Stores a value as a new version and moves labels to it.
 *
 * @throws ValidationException over 65,536 bytes; LimitExceededException over 100 versions of which none without labels
 * is older than a day, or over 20 labels; EncryptionFailure when the key is not usable.
 */
export function addVersion(
  state: State,
  secret: Secret,
  version: { readonly id: string; readonly value: string; readonly labels: readonly string[] },
): void {
  checkSize(version.value)
  if (secret.keyArn && !(state.options.usable?.(secret.keyArn) ?? true)) {
    throw new AwsError('EncryptionFailure', `The KMS key ${secret.keyArn} cannot be used`)
  }
  const now = state.surroundings.clock.now()
  if (new Set([...secret.labels.keys(), ...version.labels]).size > mostLabels) {
    throw new AwsError('LimitExceededException', `A secret can have at most ${mostLabels} staging labels`)
  }
  makeRoom(secret, now)
  secret.versions.push({ id: version.id, value: version.value, createdAt: now, keyArn: secret.keyArn })
  label(secret, version.id, version.labels)
  noticeChange(state, secret)
}

export function checkSize(value: string): void {
  if (Buffer.byteLength(value) <= mostBytes) return
  const rule = `Member must have length less than or equal to ${mostBytes}`
  throw new AwsError('ValidationException', `Value at 'secretString' failed to satisfy constraint: ${rule}`)
}

/** Only versions without labels go, and none younger than a day: more than 100 writes a day are refused. */
function makeRoom(secret: Secret, now: number): void {
  if (secret.versions.length < mostVersions) return
  const labelled = new Set(secret.labels.values())
  const removable = (version: Version) => !labelled.has(version.id) && now - version.createdAt >= day
  const oldest = secret.versions.find(removable)
  if (!oldest) throw new AwsError('LimitExceededException', `A secret can have at most ${mostVersions} versions`)
  secret.versions = secret.versions.filter(version => version !== oldest)
}
