// What an alarm makes of its newest data points, missing ones included: the tables of the CloudWatch user guide as a rule.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
import type { AlarmSettings } from './state.ts'

/** Oldest first. Undefined where nothing was published. */
export type Points = readonly ('breaching' | 'within' | undefined)[]
export type Judgement = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | 'retain'
export type Rule = Pick<AlarmSettings, 'evaluationPeriods' | 'datapointsToAlarm' | 'missingData'>

/**
 * More points are looked at than the alarm asks for, in case some are missing. AWS does not say how many more; its
 * examples look at five for three. So a metric that stops is noticed two periods later than one would think.
 */
export function evaluationRange({ evaluationPeriods }: Pick<Rule, 'evaluationPeriods'>): number {
  return evaluationPeriods + 2
}

/** @param points `evaluationRange` of them */
export function judge(points: Points, rule: Rule): Judgement {
  const { evaluationPeriods, datapointsToAlarm, missingData } = rule
  const real = points.filter(point => point !== undefined)
  if (real.length >= evaluationPeriods) {
    const newest = real.slice(-evaluationPeriods)
    return breaching(newest) >= datapointsToAlarm ? 'ALARM' : 'OK'
  }
  const filled = evaluationPeriods - real.length
  if (missingData === 'breaching') return breaching(real) + filled >= datapointsToAlarm ? 'ALARM' : 'OK'
  if (missingData === 'notBreaching') return breaching(real) >= datapointsToAlarm ? 'ALARM' : 'OK'
  if (real.length === 0) return missingData === 'ignore' ? 'retain' : 'INSUFFICIENT_DATA'
  if (breaching(real) >= datapointsToAlarm) return 'ALARM'
  if (real.includes('within')) return 'OK'
  if (missingData === 'ignore') return 'retain'
  // Nothing but breaching points, too few: an alarm all the same once the oldest is as old as M ("premature" alarm).
  return points.length - points.indexOf('breaching') >= datapointsToAlarm ? 'ALARM' : 'OK'
}

function breaching(points: Points): number {
  return points.filter(point => point === 'breaching').length
}
