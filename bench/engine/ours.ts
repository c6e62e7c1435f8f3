// Our engine on its virtual clock, as a rehearsal uses it.
import { chanceFrom } from '../../sandbox/chance.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import { Engine, type Json } from '../../sandbox/engine/index.ts'
import { count, type Definition } from './case.ts'
import { type Interpreter, writeOut } from './interpreter.ts'

const ACCOUNT = '111122223333'
const BEGINNING = Date.parse('2026-03-01T08:00:00Z')

export const ours: Interpreter = {
  name: 'muster',
  prepare(definition) {
    const clock = new VirtualClock(BEGINNING)
    const { engine, arn } = engineWith(clock, definition)
    let runs = 0
    return async (input, history) => {
      const text = JSON.stringify(input)
      const execution = engine.startExecution({ stateMachineArn: arn, name: `run-${runs++}`, input: text })
      await clock.run(() => execution.status !== 'RUNNING')
      const written = history === 'written' ? writeOut(execution.history) : 0
      const output = execution.output === undefined ? undefined : (JSON.parse(execution.output) as Json)
      return { output, kept: execution, events: execution.history.length, written }
    }
  },
}

function engineWith(clock: VirtualClock, definition: Definition): { readonly engine: Engine; readonly arn: string } {
  const engine = new Engine({
    clock,
    chance: chanceFrom('benchmark'),
    region: 'eu-west-1',
    accountId: ACCOUNT,
    hooks: { invokeLambda: ({ payload }) => count(payload) },
    // A Map of 10,000 items writes 40,000 events, where AWS ends an execution at 25,000.
    limits: { historyEvents: Number.POSITIVE_INFINITY },
  })
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/machine`
  const { arn } = engine.createStateMachine({ name: 'benchmark', definition: JSON.stringify(definition), roleArn })
  return { engine, arn }
}
