// The simulated AWS Certificate Manager of one region: certificates that exist, described. Keys never leave it.
import type { CertificateStatus } from '@aws-sdk/client-acm'
import * as sdk from '@aws-sdk/client-acm'
import type { Service, Surroundings } from '../service.ts'
import { type Certificate, findCertificate, type State } from './certificates.ts'
import { describeCertificate } from './describe-certificate.ts'

/** A certificate requested before the rehearsal begins. */
export interface CertificateSeed {
  readonly arn: string
  /** `www.example.com`, or `*.example.com` for every name one level below. */
  readonly domain: string
  /** Further names. */
  readonly alternatives?: readonly string[]
  /** ISSUED when absent. */
  readonly status?: CertificateStatus
  /** Milliseconds; 13 months after the rehearsal begins when absent, as ACM gives them (ACM user guide, "Characteristics"). */
  readonly expiresAt?: number
}

const LIFETIME = 395 * 86_400_000

export class Acm {
  readonly service: Service
  readonly #state: State

  constructor(surroundings: Surroundings) {
    this.#state = { surroundings, certificates: [] }
    const operations = { DescribeCertificate: describeCertificate(this.#state) }
    this.service = { signingName: 'acm', sdk, operations }
  }

  seed({ arn, domain, alternatives = [], status = 'ISSUED', expiresAt }: CertificateSeed): void {
    const { surroundings, certificates } = this.#state
    const prefix = `arn:aws:acm:${surroundings.region}:${surroundings.accountId}:certificate/`
    if (!arn.startsWith(prefix)) throw new Error(`a certificate of ${surroundings.region} has an ARN like ${prefix}…`)
    const requestedAt = surroundings.clock.now()
    const names = [...new Set([domain, ...alternatives])]
    certificates.push({ arn, domain, names, status, requestedAt, expiresAt: expiresAt ?? requestedAt + LIFETIME })
  }

  /** A misfortune: it was revoked, or its validation never came to an end. */
  change(arn: string, change: Partial<Pick<Certificate, 'status' | 'expiresAt'>>): void {
    Object.assign(findCertificate(this.#state, arn), change)
  }
}
