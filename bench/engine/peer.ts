// aws-local-stepfunctions, the open interpreter that is nearest to ours, with its functions given as local ones.
import { StateMachine } from 'aws-local-stepfunctions'
import type { Json } from '../../sandbox/engine/index.ts'
import { count } from './case.ts'
import { type Interpreter, writeOut } from './interpreter.ts'

type Machine = ConstructorParameters<typeof StateMachine>[0]
type Input = Parameters<StateMachine['run']>[0]

export const peer: Interpreter = {
  name: 'aws-local-stepfunctions',
  prepare(definition) {
    const machine = new StateMachine(definition as unknown as Machine, { validationOptions: { noValidate: true } })
    const tasks = Object.entries(definition.States).filter(([, state]) => state.Type === 'Task')
    const functions = Object.fromEntries(tasks.map(([name]) => [name, (payload: Json) => count(payload)]))
    const overrides = { taskResourceLocalHandlers: functions as never }
    return async (input, history) => {
      const { result, eventLogs } = machine.run(input as Input, { overrides })
      const events: unknown[] = []
      // Its log is a stream that fills up when nobody reads it.
      const read = async () => {
        for await (const event of eventLogs) events.push(event)
      }
      const [output] = await Promise.all([result, history === 'written' ? read() : undefined])
      const written = history === 'written' ? writeOut(events.map(withoutRepetition)) : 0
      return { output: output as Json, kept: { events, eventLogs }, events: events.length, written }
    }
  },
}

/** Each event of a Map's iteration repeats the Map's whole input; that is left out, in its favour. */
function withoutRepetition(event: unknown): unknown {
  const { parentState, ...rest } = event as { readonly parentState?: { readonly name: string } }
  return parentState ? { ...rest, parentState: parentState.name } : rest
}
