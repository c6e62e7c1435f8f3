// servicequotas:GetServiceQuota, ListServiceQuotas and GetAWSDefaultServiceQuota.
import type {
  GetAWSDefaultServiceQuotaRequest,
  GetAWSDefaultServiceQuotaResponse,
  GetServiceQuotaRequest,
  GetServiceQuotaResponse,
  ListServiceQuotasRequest,
  ListServiceQuotasResponse,
  ServiceQuota,
} from '@aws-sdk/client-service-quotas'
import { refuse } from '../not-simulated.ts'
import { page, pageLimit } from '../pages.ts'
import { AwsError, type Operation, type Requirement, type Surroundings } from '../service.ts'
import { DEFAULTS, type Quota } from './quotas.ts'

export interface State {
  readonly surroundings: Surroundings
  readonly pageSize: number | undefined
  /** What AWS has granted this account in this region, by code; its default where nothing is said. */
  readonly applied: Map<string, number>
}

/** Service Authorization Reference, Service Quotas: reading has no resource level. */
const anywhere = (action: string): readonly Requirement[] => [{ action: `servicequotas:${action}`, resource: '*' }]

export function getServiceQuota(state: State): Operation<GetServiceQuotaRequest, GetServiceQuotaResponse> {
  return {
    needs: () => anywhere('GetServiceQuota'),
    run: input => {
      refuse('servicequotas:GetServiceQuota', input, ['ContextId'])
      return { Quota: view(state, find(input)) }
    },
  }
}

export function getDefaultServiceQuota(
  state: State,
): Operation<GetAWSDefaultServiceQuotaRequest, GetAWSDefaultServiceQuotaResponse> {
  return {
    needs: () => anywhere('GetAWSDefaultServiceQuota'),
    run: input => {
      const found = find(input)
      return { Quota: { ...view(state, found), Value: found.value } }
    },
  }
}

/** Up to 100 a page (Service Quotas API reference, MaxResults). */
export function listServiceQuotas(state: State): Operation<ListServiceQuotasRequest, ListServiceQuotasResponse> {
  return {
    needs: () => anywhere('ListServiceQuotas'),
    run: input => {
      refuse('servicequotas:ListServiceQuotas', input, ['QuotaAppliedAtLevel'])
      const ofService = DEFAULTS.filter(({ service }) => service === input.ServiceCode)
      if (ofService.length === 0) throw noSuch(`the service ${input.ServiceCode}`)
      const { items, next } = page({
        items: ofService.filter(({ code }) => input.QuotaCode === undefined || input.QuotaCode === code),
        key: ({ code }) => code,
        limit: pageLimit(input.MaxResults, 100, state.pageSize),
        token: input.NextToken,
        invalidToken: () => new AwsError('InvalidPaginationTokenException', 'The token is not valid.'),
      })
      return { Quotas: items.map(each => view(state, each)), ...(next && { NextToken: next }) }
    },
  }
}

function find({ ServiceCode: service, QuotaCode: code }: GetServiceQuotaRequest): Quota {
  const found = DEFAULTS.find(each => each.service === service && each.code === code)
  if (!found) throw noSuch(`the quota ${code} of ${service}`)
  return found
}

const noSuch = (what: string) => new AwsError('NoSuchResourceException', `There is no such resource: ${what}`)

function view({ surroundings, applied }: State, { service, serviceName, code, name, ...rest }: Quota): ServiceQuota {
  const { region, accountId } = surroundings
  const { value, counted } = rest
  return {
    ServiceCode: service,
    ServiceName: serviceName,
    QuotaArn: `arn:aws:servicequotas:${region}:${accountId}:${service}/${code}`,
    QuotaCode: code,
    QuotaName: name,
    Value: applied.get(code) ?? value,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
    QuotaAppliedAtLevel: 'ACCOUNT',
    ...(counted && {
      UsageMetric: {
        MetricNamespace: 'AWS/Usage',
        MetricName: 'ResourceCount',
        MetricDimensions: { ...counted },
        MetricStatisticRecommendation: 'Maximum',
      },
    }),
  }
}
