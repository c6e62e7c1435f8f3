// Task states one after the other, each a call of a function that answers at once: what the engine adds to a call.
import { type Case, chain, FUNCTION, inJsonata, written } from '../case.ts'

export function taskChain(size: number): Case {
  return {
    name: `${written(size)}-Task chain`,
    transitions: size,
    input: { n: 0 },
    output: { n: size },
    jsonpath: chain(size, () => ({ Type: 'Task', Resource: FUNCTION })),
    jsonata: inJsonata(
      // As our runbooks are printed: through the integration, with its envelope.
      chain(size, () => ({
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'count', Payload: { n: '{% $states.input.n %}' } },
        Output: '{% $states.result.Payload %}',
        TimeoutSeconds: 60,
      })),
    ),
  }
}
