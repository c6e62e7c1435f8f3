// Service Quotas: how much of a thing the account may have in this region.
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas'
import type { Environment } from '../../environment.ts'
import { clientFor } from '../clients.ts'
import { nameOf } from '../errors.ts'

/** Codes that AWS gave its quotas (each service's own page of quotas). */
const QUOTAS = {
  fileSystems: { ServiceCode: 'elasticfilesystem', QuotaCode: 'L-848C634D' },
  /** vCPUs of running On-Demand Standard instances. */
  nodes: { ServiceCode: 'ec2', QuotaCode: 'L-1216C47A' },
  /** TiB of gp3 volumes. */
  volumes: { ServiceCode: 'ebs', QuotaCode: 'L-7A658B76' },
} as const

export const quotas = (environment: Environment) => ({
  /** Undefined where AWS tells no value for this account. */
  most: async (quota: keyof typeof QUOTAS): Promise<number | undefined> => {
    try {
      const client = clientFor(ServiceQuotasClient, environment)
      return (await client.send(new GetServiceQuotaCommand(QUOTAS[quota]))).Quota?.Value
    } catch (error) {
      if (nameOf(error) === 'NoSuchResourceException') return undefined
      throw error
    }
  },
})
