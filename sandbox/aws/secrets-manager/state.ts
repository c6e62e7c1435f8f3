// The secrets of one region, how one is found by its id, and who may be written.
import { parseArn } from '../arn.ts'
import { AwsError, type Surroundings } from '../service.ts'
import type { Content, Secret } from './secret.ts'

/** The other regions, as far as replication goes. */
export interface Peer {
  /** Takes over the primary's content; says why not when it cannot. */
  receive(
    content: Content,
    from: { readonly region: string; readonly keyArn?: string; readonly force: boolean },
  ): string
  /** The replica in `region` stands alone now. */
  forget(name: string, region: string): void
  /** It is no longer replicated to. */
  withdraw(name: string): void
}

export interface Options {
  /** Undefined for regions that are dark or not simulated; replication to them fails. */
  readonly peers?: (region: string) => Peer | undefined
  /** Is this customer-managed key able to encrypt and decrypt? Always, when absent. */
  readonly usable?: (keyArn: string) => boolean
  /**
   * Sets the password in the database when a rotation takes effect; throws when the database cannot be reached.
   * `host` is that of the pending version.
   */
  readonly rotate?: (secretName: string, newPassword: string, host?: string) => void
  /** Most items on a page of any list; AWS's own maximum when absent. */
  readonly pageSize?: number
}

export interface State {
  readonly surroundings: Surroundings
  readonly options: Options
  readonly secrets: Secret[]
}

/** By name, ARN, or ARN without its six-character suffix. */
export function lookUp(state: State, secretId: string): Secret | undefined {
  if (!secretId.startsWith('arn:')) return state.secrets.find(secret => secret.name === secretId)
  const exact = state.secrets.find(secret => secret.arn === secretId)
  // An ARN that ends in a hyphen and six characters is taken for complete, so a secret called `…-reader` or
  // `…-master` is not found by its partial ARN (GetSecretValue, parameter SecretId).
  if (exact || /-[A-Za-z0-9]{6}$/.test(secretId)) return exact
  return state.secrets.find(secret => secret.arn.slice(0, -7) === secretId)
}

/** @throws ResourceNotFoundException */
export function find(state: State, secretId: string | undefined): Secret {
  const secret = lookUp(state, secretId ?? '')
  if (!secret) throw notFound("Secrets Manager can't find the specified secret.")
  return secret
}

export function isReplica(state: State, secret: Secret): boolean {
  return secret.primaryRegion !== undefined && secret.primaryRegion !== state.surroundings.region
}

/** @throws ResourceNotFoundException; InvalidRequestException for replicas and for secrets owned by a service. */
export function findWritable(state: State, secretId: string | undefined): Secret {
  const secret = find(state, secretId)
  if (isReplica(state, secret)) {
    throw invalidRequest("Operation not permitted on a replica secret. Call must be made in primary secret's region.")
  }
  if (secret.owner) {
    throw invalidRequest(`This secret is owned by ${secret.owner}. Change it through the owning service.`)
  }
  return secret
}

/** The ARN for a permission check: the whole one, or what the caller's words come to when there is no such secret. */
export function arnOf(state: State, secretId: string | undefined): string {
  const id = secretId ?? ''
  const { region, accountId } = state.surroundings
  return lookUp(state, id)?.arn ?? (parseArn(id) ? id : `arn:aws:secretsmanager:${region}:${accountId}:secret:${id}`)
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message)
}

export function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequestException', message)
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message)
}
