// acm:DescribeCertificate: for which names a certificate stands, and whether it may be used by now.
import type { CertificateDetail, DescribeCertificateRequest, DescribeCertificateResponse } from '@aws-sdk/client-acm'
import type { Operation } from '../service.ts'
import { type Certificate, findCertificate, type State, statusNow, wasIssued } from './certificates.ts'

/** Service Authorization Reference: on the certificate. */
export function describeCertificate(state: State): Operation<DescribeCertificateRequest, DescribeCertificateResponse> {
  return {
    needs: input => [{ action: 'acm:DescribeCertificate', resource: input.CertificateArn ?? '' }],
    run: input => ({ Certificate: detail(state, findCertificate(state, input.CertificateArn ?? '')) }),
  }
}

function detail(state: State, certificate: Certificate): CertificateDetail {
  const { arn, domain, names, requestedAt, expiresAt } = certificate
  const issued = wasIssued(certificate)
  return {
    CertificateArn: arn,
    DomainName: domain,
    SubjectAlternativeNames: [...names],
    DomainValidationOptions: names.map(DomainName => ({
      DomainName,
      ValidationMethod: 'DNS',
      ValidationStatus: issued ? 'SUCCESS' : certificate.status === 'FAILED' ? 'FAILED' : 'PENDING_VALIDATION',
    })),
    Subject: `CN=${domain}`,
    Issuer: 'Amazon',
    CreatedAt: new Date(requestedAt),
    Status: statusNow(state, certificate),
    KeyAlgorithm: 'RSA_2048',
    SignatureAlgorithm: 'SHA256WITHRSA',
    Type: 'AMAZON_ISSUED',
    RenewalEligibility: issued ? 'ELIGIBLE' : 'INELIGIBLE',
    InUseBy: [],
    ...(issued && {
      IssuedAt: new Date(requestedAt),
      NotBefore: new Date(requestedAt),
      // ACM tells the last second in which it holds.
      NotAfter: new Date(expiresAt - 1000),
    }),
  }
}
