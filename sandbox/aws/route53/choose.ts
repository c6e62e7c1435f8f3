// Of several records of one name and type, which is given: by routing, and by health.
// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html
import { isHealthCheckHealthy } from './health.ts'
import { loadBalancerOf } from './load-balancer.ts'
import { normalName } from './names.ts'
import type { Place, RecordSet, State, Zone } from './state.ts'

/** A zone as one place knows it. */
export interface View {
  readonly state: State
  readonly zone: Zone
  readonly records: readonly RecordSet[]
  readonly place: Place
}

/** There is always an answer: when nothing is healthy, everything is taken for healthy. */
export function choose(view: View, group: readonly RecordSet[]): RecordSet {
  const [first] = group
  if (!first) throw new Error('no records to choose from')
  if (first.Failover !== undefined) return byFailover(view, group)
  return first.Weight === undefined ? first : byWeight(view, group)
}

/** The primary while it is healthy; then the secondary, if that is healthy; else the primary all the same. */
function byFailover(view: View, group: readonly RecordSet[]): RecordSet {
  const primary = group.find(record => record.Failover === 'PRIMARY')
  const secondary = group.find(record => record.Failover === 'SECONDARY')
  const [only] = group
  if (!primary || !secondary) return only!
  if (isRecordHealthy(view, primary)) return primary
  return isRecordHealthy(view, secondary) ? secondary : primary
}

/** Records of weight zero count only when no other is healthy; and if all have weight zero, all count alike. */
function byWeight(view: View, group: readonly RecordSet[]): RecordSet {
  const healthy = group.filter(record => isRecordHealthy(view, record))
  const heavy = (records: readonly RecordSet[]) => records.filter(record => (record.Weight ?? 0) > 0)
  const pools = [heavy(healthy), healthy, heavy(group), group]
  const pool = pools.find(each => each.length > 0) ?? group
  const { clock, chance } = view.state.surroundings
  const weights = pool.map(record => record.Weight || 1)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const drawn = chance.of('route53', 'weighted', view.place, pool[0]?.Name ?? '', clock.now()) * total
  let reached = 0
  for (const [index, record] of pool.entries()) {
    reached += weights[index] ?? 0
    if (drawn < reached) return record
  }
  return pool.at(-1)!
}

/**
 * By its own health check, by its target when it is an alias that evaluates that, by both when it has both. Without
 * either it is always healthy.
 */
function isRecordHealthy(view: View, record: RecordSet, depth = 0): boolean {
  if (!isHealthCheckHealthy(view.state, record.HealthCheckId)) return false
  const { AliasTarget: alias, Type: type } = record
  if (!alias?.EvaluateTargetHealth) return true
  const target = normalName(alias.DNSName ?? '')
  if (alias.HostedZoneId !== view.zone.id) {
    return loadBalancerOf(view.state, target)?.healthy ?? false
  }
  const group = view.records.filter(each => each.Name === target && each.Type === type)
  return depth < 8 && group.some(each => isRecordHealthy(view, each, depth + 1))
}
