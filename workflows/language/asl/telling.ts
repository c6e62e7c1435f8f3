// Between a failure and what follows from it: whoever listens is told.
import { tellFailure } from '../../../lambdas/tell-failure/contract.ts'
import { FAILURE } from './context.ts'
import { type State, type States, task } from './states.ts'

const TELL = 'Tell that a step failed'

/** Whoever listens hears of it at once; what follows does not depend on it. A drill that gives way has not failed. */
export function printTelling(follows: string): States {
  const said = ['step', 'title', 'error', 'cause'].map(field => [field, `{% $string($failure.${field}) %}`])
  const whether: State = {
    Type: 'Choice',
    Comment: 'Close',
    Output: {},
    Choices: [{ Condition: "{% $outcome = 'Skipped' or $failure.error = 'Yielded' %}", Next: follows }],
    Default: TELL,
  }
  const tell: State = {
    ...task({
      ...{ contract: tellFailure, step: 'failure', input: Object.fromEntries(said), phase: 'Close', attempts: 1 },
    }),
    Catch: [{ ErrorEquals: ['States.ALL'], Output: {}, Next: follows }],
    Next: follows,
  }
  return [
    [FAILURE, whether],
    [TELL, tell],
  ]
}
