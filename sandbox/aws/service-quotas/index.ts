// The simulated Service Quotas of one region: how much of each thing the account may have.
import * as sdk from '@aws-sdk/client-service-quotas'
import type { Service, Surroundings } from '../service.ts'
import { getDefaultServiceQuota, getServiceQuota, listServiceQuotas, type State } from './operations.ts'
import { DEFAULTS } from './quotas.ts'

export class ServiceQuotas {
  readonly service: Service
  readonly #state: State

  constructor(surroundings: Surroundings, options: { readonly pageSize?: number } = {}) {
    const state: State = { surroundings, pageSize: options.pageSize, applied: new Map() }
    this.#state = state
    const operations = {
      GetServiceQuota: getServiceQuota(state),
      GetAWSDefaultServiceQuota: getDefaultServiceQuota(state),
      ListServiceQuotas: listServiceQuotas(state),
    }
    this.service = { signingName: 'servicequotas', sdk, operations }
  }

  /** What AWS has granted: more than its default after a request for it, or less for a new account. */
  grant(code: string, value: number): void {
    if (!DEFAULTS.some(each => each.code === code)) throw new Error(`there is no quota ${code}`)
    this.#state.applied.set(code, value)
  }

  /** For the services that are limited by it. */
  valueOf(code: string): number {
    const found = DEFAULTS.find(each => each.code === code)
    if (!found) throw new Error(`there is no quota ${code}`)
    return this.#state.applied.get(code) ?? found.value
  }
}
