// The simulated STS of one region: who one is, becoming another role, and the presigned URLs that EKS takes for tokens.
import * as sdk from '@aws-sdk/client-sts'
import type { AccessKey } from '../iam/iam.ts'
import type { Caller, Service, Surroundings } from '../service.ts'
import { assumeRole } from './assume-role.ts'
import { getCallerIdentity } from './caller-identity.ts'
import { type BearerIdentity, type Refused, verifyToken } from './verify-token.ts'

export interface Options {
  /** Who signs with this key; undefined for unknown keys. */
  readonly callerOf: (accessKeyId: string) => Caller | undefined
  /** The key of a role, made when first asked for; its secret proves signatures. */
  readonly accessKey: (roleArn: string) => AccessKey
  /** Does the role's trust policy admit the caller? Nobody is admitted when absent. */
  readonly assumable?: (roleArn: string, caller: Caller) => boolean
  /** Does STS answer in that region? Always, when absent. */
  readonly reachable?: (region: string) => boolean
}

export class Sts {
  readonly service: Service
  readonly #surroundings: Surroundings
  readonly #options: Options

  constructor(surroundings: Surroundings, options: Options) {
    this.#surroundings = surroundings
    this.#options = options
    const operations = { GetCallerIdentity: getCallerIdentity(), AssumeRole: assumeRole(surroundings, options) }
    this.service = { signingName: 'sts', sdk, operations }
  }

  /** What the API server of the named cluster makes of a bearer token: a role, or why it answers 401. */
  verifyToken(token: string, clusterName: string): BearerIdentity | Refused {
    return verifyToken({ token, clusterName, now: this.#surroundings.clock.now(), ...this.#options })
  }
}

export type { BearerIdentity, Refused } from './verify-token.ts'
