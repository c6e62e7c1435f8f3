// A rough cost of the run in US dollars, us-east-1 list prices as known in 2026; an estimate, not a bill.
import { toMillis } from '../domain/instant.ts'
import type { Outcome } from './rehearsal.ts'

/** Step Functions: $0.025 per 1,000 transitions (aws-behaviour 5.1). */
const PER_TRANSITION = 0.025 / 1000
/** Lambda arm64, $0.0000133334 a GB-second, with 512 MB. */
const PER_LAMBDA_SECOND = 0.000_013_333_4 / 2
const PER_INVOCATION = 0.2 / 1_000_000
/** Aurora Serverless v2: $0.12 per ACU-hour; the copy is counted with its minimum of 1 ACU on two instances. */
const PER_ACU_HOUR = 0.12
/** A restored cluster costs little until it has instances, and a restore job may restore something else. */
const SECOND_CLUSTER = 'rds:CreateDBInstance'
/** S3 PUT $0.005 per 1,000; other calls are free or cheaper. */
const PER_PUT = 0.005 / 1000

export function costOf(
  outcome: Pick<Outcome, 'startedAt' | 'endedAt' | 'transitions' | 'calls' | 'retained'>,
  lambda: { readonly calls: number; readonly seconds: number },
): Outcome['cost'] {
  const hours = (toMillis(outcome.endedAt) - toMillis(outcome.startedAt)) / 3_600_000
  const cents = (dollars: number) => Math.round(dollars * 10_000) / 10_000
  const parts = {
    stepFunctions: cents(outcome.transitions * PER_TRANSITION),
    lambda: cents(lambda.calls * PER_INVOCATION + lambda.seconds * PER_LAMBDA_SECOND),
    s3: cents((outcome.calls.byOperation['s3:PutObject'] ?? 0) * PER_PUT),
    secondClusterPerRun: outcome.calls.byOperation[SECOND_CLUSTER] ? cents(hours * 2 * PER_ACU_HOUR) : 0,
  }
  return { total: cents(Object.values(parts).reduce((sum, part) => sum + part, 0)), parts }
}
