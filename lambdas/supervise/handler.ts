// A run is unwound by one execution at a time: the next is started only when the last ended without an ending too.
import { toMillis } from '../../domain/instant.ts'
import { hasOwnEnding, isOver, MOST_UNWINDS, runOf, unwindInput, unwindName } from '../../domain/unwind.ts'
import { asLambda } from '../as-lambda.ts'
import { type Described, type Executions, executions } from '../gateways/executions.ts'
import { topic } from '../gateways/topic.ts'
import { implement } from '../implement.ts'
import { supervise } from './contract.ts'

const MINUTE = 60_000
/** A run lasts at most two days; the rest is for a supervisor that was broken itself. */
const LOOKS_BACK = 7 * 24 * 60 * MINUTE
/** Two sweeps: who was given up on longer ago has been called about already. */
const FRESH = 10 * MINUTE

export const run = implement(
  supervise,
  { executions, topic },
  async ({ execution, machines, topic: name }, { executions, topic, clock }) => {
    const suspects = execution === null ? await executions.endedBadly(machines, clock.now() - LOOKS_BACK) : [execution]
    const described = await Promise.all(suspects.map(arn => executions.describe(arn)))
    const orphans = new Map(described.flatMap(each => (each && isOrphan(each) ? [[runOf(each), each] as const] : [])))
    const started: string[] = []
    const givenUp: string[] = []
    for (const [runId, orphan] of orphans) {
      const { last, attempts } = await unwindings(executions, orphan, runId)
      if (last && !isOrphan(last)) continue
      if (attempts < MOST_UNWINDS) started.push(await unwind(executions, orphan, { runId, attempt: attempts + 1 }))
      else if (clock.now() - toMillis(last?.endedAt ?? orphan.endedAt) < FRESH) givenUp.push(runId)
    }
    for (const runId of givenUp) await topic.publish(name, call(runId))
    return { started, givenUp }
  },
)

const isOrphan = (each: Described): boolean => isOver(each) && !hasOwnEnding(each)

/** How often this run was unwound so far, and how the last time stands. */
async function unwindings(executions: Executions, { machineArn }: Described, runId: string) {
  const machine = machineArn.replace(':stateMachine:', ':execution:')
  let last: Described | undefined
  for (let attempts = 0; ; attempts++) {
    const next = await executions.describe(`${machine}:${unwindName(runId, attempts + 1)}`)
    if (!next) return { last, attempts }
    last = next
  }
}

/** Its input says only what every supervisor knows alike: StartExecution answers the same input with the same execution. */
async function unwind(
  executions: Executions,
  { machineArn, status }: Described,
  { runId, attempt }: { readonly runId: string; readonly attempt: number },
): Promise<string> {
  const name = unwindName(runId, attempt)
  const reason = `the execution ended as ${status}, which no step could catch`
  await executions.start({ machineArn, name, input: JSON.stringify(unwindInput(runId, reason)) })
  return name
}

const call = (runId: string) => ({
  subject: `Run ${runId} cannot be unwound`,
  message: {
    kind: 'given-up',
    run: runId,
    cause: `${MOST_UNWINDS} unwindings of this run came to no ending; walk it back by hand, from its record`,
  },
})

export const handler = asLambda(run)
