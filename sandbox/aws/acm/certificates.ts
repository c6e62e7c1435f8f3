// Certificates of ACM in one region, and what time does to them.
import type { CertificateStatus } from '@aws-sdk/client-acm'
import { parseArn } from '../arn.ts'
import { AwsError, type Surroundings } from '../service.ts'

export interface Certificate {
  readonly arn: string
  readonly domain: string
  /** The domain itself is among them (ACM API reference, CertificateDetail). */
  readonly names: readonly string[]
  /** As ACM was last told; EXPIRED follows from the clock. */
  status: CertificateStatus
  readonly requestedAt: number
  /** First instant at which nobody trusts it any more. */
  expiresAt: number
}

export interface State {
  readonly surroundings: Surroundings
  readonly certificates: Certificate[]
}

/** Issued once: a certificate that was still waiting has no dates. */
export const wasIssued = ({ status }: Certificate): boolean => !['PENDING_VALIDATION', 'FAILED'].includes(status)

export function statusNow({ surroundings }: State, certificate: Certificate): CertificateStatus {
  const over = certificate.status === 'ISSUED' && surroundings.clock.now() >= certificate.expiresAt
  return over ? 'EXPIRED' : certificate.status
}

/** @throws InvalidArnException; ResourceNotFoundException, for those of other regions and accounts as well */
export function findCertificate(state: State, arn: string): Certificate {
  const parsed = parseArn(arn)
  if (parsed?.service !== 'acm' || !/^certificate\/[\w-]+$/.test(parsed.resource)) {
    throw new AwsError('InvalidArnException', `The ARN ${arn} is not that of a certificate.`)
  }
  const found = state.certificates.find(each => each.arn === arn)
  if (found) return found
  const { accountId } = state.surroundings
  throw new AwsError('ResourceNotFoundException', `Could not find certificate ${arn} in account ${accountId}.`)
}
