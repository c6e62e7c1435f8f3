// A loop that counts: a Choice and a Pass that adds one, so many times. The shape of a wait that polls.
import { type Case, type Definition, written } from '../case.ts'

export function loop(size: number): Case {
  return {
    name: `${written(size)}-iteration loop`,
    transitions: 2 * size + 2,
    input: { n: 0 },
    output: { n: size },
    jsonpath: inJsonpath(size),
    jsonata: withVariable(size),
  }
}

function inJsonpath(size: number): Definition {
  return {
    StartAt: 'Enough?',
    States: {
      'Enough?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.n', NumericLessThan: size, Next: 'Add one' }],
        Default: 'Enough',
      },
      'Add one': { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Enough?' },
      Enough: { Type: 'Succeed' },
    },
  }
}

function withVariable(size: number): Definition {
  return {
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: { Type: 'Pass', Assign: { n: '{% $states.input.n %}' }, Next: 'Enough?' },
      'Enough?': {
        Type: 'Choice',
        Choices: [{ Condition: `{% $n < ${size} %}`, Assign: { n: '{% $n + 1 %}' }, Next: 'Again' }],
        Default: 'Enough',
      },
      Again: { Type: 'Pass', Next: 'Enough?' },
      Enough: { Type: 'Succeed', Output: { n: '{% $n %}' } },
    },
  }
}
