// AWS Certificate Manager: what a certificate stands for. Private keys are never seen.
import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm'
import { toInstant } from '../../../domain/instant.ts'
import type { CertificateSeen } from '../../../domain/region/entrance.ts'
import type { Environment } from '../../environment.ts'
import { clientFor } from '../clients.ts'
import { nameOf } from '../errors.ts'

export const certificates = (environment: Environment) => ({
  /** Undefined when this region knows no such certificate. */
  find: async (arn: string): Promise<CertificateSeen | undefined> => {
    try {
      const client = clientFor(ACMClient, environment)
      const { Certificate } = await client.send(new DescribeCertificateCommand({ CertificateArn: arn }))
      const { Status = '', DomainName = '', SubjectAlternativeNames = [], NotAfter } = Certificate ?? {}
      const names = [...new Set([DomainName, ...SubjectAlternativeNames])]
      return { status: Status, names, notAfter: NotAfter ? toInstant(NotAfter.getTime()) : null }
    } catch (error) {
      if (nameOf(error) === 'ResourceNotFoundException') return undefined
      throw error
    }
  },
})
