// The simulated Amazon Route 53 of an account: an API that lives in us-east-1, and answers that live everywhere.
import * as sdk from '@aws-sdk/client-route-53'
import type { Requirement, Service, Surroundings } from '../service.ts'
import { type Answer, answer, type Question } from './answer.ts'
import { changeResourceRecordSets, getChange } from './change-operations.ts'
import { behind } from './control-plane.ts'
import { isHealthy } from './health.ts'
import { getHealthCheck, getHealthCheckStatus, listHealthChecks } from './health-check-lists.ts'
import { createHealthCheck, deleteHealthCheck, updateHealthCheck } from './health-check-operations.ts'
import { listResourceRecordSets } from './list-records.ts'
import { resourceTags } from './needs.ts'
import { findHealthCheck, findZone } from './refusals.ts'
import { seedZone, type ZoneSeed } from './seed.ts'
import type { ControlPlane, HealthListener, Options, RecordSet, State } from './state.ts'
import { changeTagsForResource, listTagsForResource } from './tag-operations.ts'
import { getHostedZone, listHostedZones, listHostedZonesByName } from './zone-operations.ts'

/** The region in which requests to Route 53 are signed, and in which its API lives (aws-behaviour 1.7). */
export const CONTROL_REGION = 'us-east-1'

export class Route53 {
  readonly service: Service
  readonly #state: State

  /** @param surroundings of us-east-1 */
  constructor(surroundings: Surroundings, options: Options) {
    const state: State = {
      ...{ surroundings, options, zones: [], changes: new Map(), healthChecks: new Map(), references: new Map() },
      ...{ listeners: new Set(), controlPlane: 'up', allowance: undefined, made: 0, stopped: false },
    }
    this.#state = state
    this.service = { signingName: 'route53', sdk, operations: behind(state, operationsOf(state)) }
  }

  /** Returns the zone's id. */
  seed(seed: ZoneSeed): string {
    return seedZone(this.#state, seed).id
  }

  /** A health check made before the rehearsal begins; returns its id. Its alarm must have been made. */
  seedHealthCheck(input: sdk.CreateHealthCheckCommandInput, tags: readonly sdk.Tag[] = []): string {
    const { region, accountId } = this.#state.surroundings
    const call = { region, caller: { roleArn: '', accountId }, requestId: '', operation: 'route53:CreateHealthCheck' }
    const made = createHealthCheck(this.#state).run(input, call) as sdk.CreateHealthCheckResponse
    const id = made.HealthCheck?.Id ?? ''
    findHealthCheck(this.#state, id).tags = tags
    return id
  }

  /** The data plane: what is answered, now, at that place. Works whatever becomes of the API. */
  answer(question: Question): Answer | undefined {
    return answer(this.#state, question)
  }

  /** The misfortune of aws-behaviour 6.2, invariant 17: the API answers 503, or not at all; names and health go on. */
  setControlPlane(condition: ControlPlane): void {
    this.#state.controlPlane = condition
    this.#state.surroundings.lifecycle.changed()
  }

  /** The status that answers go by, inversion included. */
  isHealthy(healthCheckId: string): boolean {
    return isHealthy(this.#state, findHealthCheck(this.#state, healthCheckId))
  }

  /** Called after each change of a health check's status. Returns how to stop listening. */
  onHealthChange(listener: HealthListener): () => void {
    this.#state.listeners.add(listener)
    return () => this.#state.listeners.delete(listener)
  }

  /** As the API shows them. */
  records(zoneId: string): readonly RecordSet[] {
    return findZone(this.#state, zoneId).current.records
  }

  /** Ends all health checking: nothing more is put on the clock. */
  stop(): void {
    this.#state.stopped = true
  }

  contextOf(arn: string): Requirement['context'] {
    return arn.startsWith('arn:aws:route53:::') ? resourceTags(this.#state, arn) : undefined
  }
}

function operationsOf(state: State): Service['operations'] {
  return {
    ListHostedZones: listHostedZones(state),
    ListHostedZonesByName: listHostedZonesByName(state),
    GetHostedZone: getHostedZone(state),
    ListResourceRecordSets: listResourceRecordSets(state),
    ChangeResourceRecordSets: changeResourceRecordSets(state),
    GetChange: getChange(state),
    CreateHealthCheck: createHealthCheck(state),
    GetHealthCheck: getHealthCheck(state),
    UpdateHealthCheck: updateHealthCheck(state),
    DeleteHealthCheck: deleteHealthCheck(state),
    ListHealthChecks: listHealthChecks(state),
    GetHealthCheckStatus: getHealthCheckStatus(state),
    ListTagsForResource: listTagsForResource(state),
    ChangeTagsForResource: changeTagsForResource(state),
  }
}

export type { Answer, Question } from './answer.ts'
export { normalName } from './names.ts'
export type { ZoneSeed } from './seed.ts'
export { type AlarmSource, type LoadBalancer, type Place, type Probe, type ProbeResult, places } from './state.ts'
