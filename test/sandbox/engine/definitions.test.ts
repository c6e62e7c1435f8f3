// Definitions that AWS would not create, and what the engine does not simulate: refused when loaded, by name.
import { describe, expect, test } from '@jest/globals'
import { InvalidDefinition } from '../../../sandbox/engine/index.ts'
import { END, invoke, output, runbook, stage } from './stage.ts'

function problems(definition: object): readonly string[] {
  try {
    stage().machine(definition)
    return []
  } catch (error) {
    if (!(error instanceof InvalidDefinition)) throw error
    return error.problems.map(each => `${each.state ?? '-'} ${each.field}: ${each.message}`)
  }
}

const paths = (states: Readonly<Record<string, object>>) => ({ StartAt: Object.keys(states)[0], States: states })

describe('a definition is refused', () => {
  test.each<[string, object, readonly string[]]>([
    ['without a way on', runbook({ A: { Type: 'Pass' } }), ['A Next: is required, or End must be true']],
    [
      'with two ways on',
      runbook({ A: { Type: 'Pass', Next: 'B', End: true }, B: END }),
      ['A Next: and End exclude each other'],
    ],
    [
      'when a transition leads nowhere',
      runbook({ A: { Type: 'Pass', Next: 'Z' } }),
      ["A Next: 'Z' is not a state here"],
    ],
    ['when a state cannot be reached', runbook({ A: END, B: END }), ['B Next: no transition leads to this state']],
    ['when it starts nowhere', { ...runbook({ A: END }), StartAt: 'Z' }, ["- StartAt: 'Z' is not a state here"]],
    ['with an unknown type', runbook({ A: { Type: 'Loop' } }), ["A Type: 'Loop' is not a type of state"]],
    [
      'with JSONPath fields in JSONata',
      runbook({ A: { Type: 'Pass', InputPath: '$', End: true } }),
      ['A InputPath: is not a field of Pass in JSONata'],
    ],
    [
      'with JSONata fields in JSONPath',
      paths({ A: { Type: 'Pass', Output: 1, End: true } }),
      ['A Output: is not a field of Pass in JSONPath'],
    ],
    [
      'with a JSONPath state in a JSONata machine',
      runbook({ A: { ...END, QueryLanguage: 'JSONPath' } }),
      ['A QueryLanguage: a JSONPath state cannot stand in a JSONata machine'],
    ],
    ['with a misspelt field', runbook({ A: { ...END, Ouput: 1 } }), ['A Ouput: is not a field of Pass']],
    [
      'with a broken expression',
      runbook({ A: { ...END, Output: { b: '{% $x + %}' } } }),
      ['A Output/b: is not a JSONata expression: S0207: Unexpected end of expression'],
    ],
    [
      'with $ at the top',
      runbook({ A: { ...END, Output: '{% $.a %}' } }),
      ['A Output: $ is not allowed here: use $states.input'],
    ],
    [
      'with $eval',
      runbook({ A: { ...END, Output: "{% $eval('1') %}" } }),
      ['A Output: $eval is not supported by Step Functions'],
    ],
    [
      'with States.ALL beside another name',
      runbook({ A: invoke('f', { End: true, Retry: [{ ErrorEquals: ['States.ALL', 'B'] }] }) }),
      ['A Retry[0]/ErrorEquals: States.ALL must be alone and in the last rule'],
    ],
    [
      'with States.ALL before another rule',
      runbook({ A: invoke('f', { End: true, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['B'] }] }) }),
      ['A Retry[0]/ErrorEquals: States.ALL must be alone and in the last rule'],
    ],
    [
      'with a catcher to nowhere',
      runbook({ A: invoke('f', { End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }] }) }),
      ["A Catch[0]/Next: 'Z' is not a state here"],
    ],
    [
      'with a reserved variable',
      runbook({ A: { ...END, Assign: { states: 1 } } }),
      ['A Assign/states: states is reserved'],
    ],
    [
      'with a timeout of zero',
      runbook({ A: invoke('f', { End: true, TimeoutSeconds: 0 }) }),
      ['A TimeoutSeconds: must be a positive integer or a JSONata expression'],
    ],
    [
      'with a heartbeat as long as its timeout',
      runbook({ A: invoke('f', { End: true, TimeoutSeconds: 60, HeartbeatSeconds: 60 }) }),
      ['A HeartbeatSeconds: must be smaller than TimeoutSeconds'],
    ],
    [
      'with a Wait that has no end',
      runbook({ A: { Type: 'Wait', End: true } }),
      ['A Seconds: exactly one of Seconds and Timestamp (or their paths) is required'],
    ],
    [
      'without a function to invoke',
      runbook({ A: invoke('f', { End: true, Arguments: { Payload: 1 } }) }),
      ['A Arguments: FunctionName is required'],
    ],
  ])('%s', (_, definition, expected) => {
    expect(problems(definition)).toEqual(expected)
  })

  test('when a branch assigns a variable of the scope around it, or repeats a state’s name', () => {
    const inner = { StartAt: 'A', States: { A: { ...END, Assign: { n: 1 } } } }
    const definition = runbook({
      A: { Type: 'Pass', Assign: { n: 0 }, Next: 'Both' },
      Both: { Type: 'Parallel', Branches: [inner], End: true },
    })
    expect(problems(definition)).toEqual([
      'A States: another state of this machine has the same name',
      "A Assign/n: 'n' is a variable of an outer scope",
    ])
  })

  test('with all its problems listed at once', () => {
    const definition = runbook(
      { A: { Type: 'Pass', Next: 'B', Oops: 1 }, B: { Type: 'Wait', Seconds: -1 } },
      { Extra: 1 },
    )
    expect(problems(definition)).toHaveLength(4)
  })

  test('when its name belongs to another machine', () => {
    const { machine } = stage()
    const arn = machine(runbook({ A: END }))
    expect(machine(runbook({ A: END }))).toBe(arn)
    expect(() => machine(runbook({ B: END }))).toThrow(expect.objectContaining({ name: 'StateMachineAlreadyExists' }))
  })

  test('when it is no JSON', () => {
    const { engine } = stage()
    expect(() => engine.createStateMachine({ name: 'm', definition: '{', roleArn: 'r' })).toThrow(InvalidDefinition)
  })
})

describe('what is not simulated is named', () => {
  const map = (rest: object, config: object = {}) =>
    runbook({
      M: {
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: config, StartAt: 'P', States: { P: END } },
        End: true,
        ...rest,
      },
    })
  const task = (Resource: string, rest: object = {}) => runbook({ T: { Type: 'Task', Resource, End: true, ...rest } })

  test.each<[object, string]>([
    [map({}, { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }), 'ExecutionType EXPRESS is not simulated'],
    [
      map({ ItemReader: {} }, { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }),
      'M ItemReader: reading, batching and writing items is not simulated',
    ],
    [map({ ItemReader: {} }), 'M ItemReader: belongs to a distributed Map'],
    [task('arn:aws:states:::sqs:sendMessage'), 'sqs:sendMessage is not simulated'],
    [task('arn:aws:states:::ecs:runTask.sync'), 'ecs:runTask.sync is not simulated (.sync of other services)'],
    [task('arn:aws:states:eu-west-1:111122223333:activity:work'), 'activities are not simulated'],
    [
      task('arn:aws:states:::lambda:invoke', { Arguments: { FunctionName: 'f', InvocationType: 'Event' } }),
      'T Arguments/InvocationType: is not simulated',
    ],
    [
      paths({ C: { Type: 'Choice', Choices: [{ Variable: '$.a', StringSounds: 'b', Next: 'E' }] }, E: END }),
      'C Choices[0]/StringSounds: is not an operator',
    ],
    [
      paths({ P: { ...END, Parameters: { 'a.$': 'States.Array(States.Reverse($.a))' } } }),
      'there is no intrinsic function States.Reverse',
    ],
    [
      paths({ P: { ...END, Parameters: { 'a.$': "$.list[?(@.a =~ /b/)]['c','d']" } } }),
      "'[?(@.a =~ /b/)]['c','d']' is not simulated",
    ],
    [
      paths({ P: { ...END, ResultPath: '$.list[*]' } }),
      "'$.list[*]' must be a reference path, but '[*]' may match several places",
    ],
  ])('%#', (definition, named) => {
    expect(problems(definition).join('\n')).toContain(named)
  })

  test('other services are called where the engine has a hook for them', async () => {
    const asked: object[] = []
    const integration = async (request: object) => {
      asked.push(request)
      return { MessageId: 'm' }
    }
    const definition = task('arn:aws:states:::sqs:sendMessage', {
      Arguments: { QueueUrl: 'q', MessageBody: '{% $states.input %}' },
    })
    const execution = await stage({ hooks: { integration } }).play(definition, 'hello')
    expect(output(execution)).toEqual({ MessageId: 'm' })
    expect(asked).toEqual([
      expect.objectContaining({
        resource: 'arn:aws:states:::sqs:sendMessage',
        arguments: { QueueUrl: 'q', MessageBody: 'hello' },
        attempt: 0,
      }),
    ])
  })
})

describe('JSONPath', () => {
  test('narrows, fills, places and selects', async () => {
    const execution = await stage({ functions: { f: payload => ({ got: payload, more: 1 }) } }).play(
      paths({
        T: {
          Type: 'Task',
          Resource: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
          InputPath: '$.inner',
          Parameters: {
            'id.$': '$.list[-1].id',
            'run.$': '$$.Execution.Name',
            'text.$': "States.Format('{}-{}', $.n, 'x')",
            fixed: true,
          },
          ResultSelector: { 'value.$': '$.got' },
          ResultPath: '$.result.of',
          OutputPath: '$.result',
          Assign: { 'kept.$': '$.value.id' },
          Next: 'P',
        },
        P: { Type: 'Pass', Parameters: { 'kept.$': '$kept', 'of.$': '$.of' }, End: true },
      }),
      { inner: { n: 1, list: [{ id: 'a' }, { id: 'b' }] } },
    )
    expect(output(execution)).toEqual({ kept: 'b', of: { value: { id: 'b', run: 'run', text: '1-x', fixed: true } } })
  })

  test.each<[object, object, string]>([
    [{ Variable: '$.n', NumericGreaterThanEquals: 3 }, { n: 3 }, 'yes'],
    [{ Variable: '$.n', NumericGreaterThanEquals: 3 }, { n: '3' }, 'no'],
    [{ Variable: '$.name', StringMatches: 'run-*-a' }, { name: 'run-2026-a' }, 'yes'],
    [{ Variable: '$.name', StringMatches: 'run-\\\\*' }, { name: 'run-2026' }, 'no'],
    [
      { Variable: '$.at', TimestampLessThanPath: '$.by' },
      { at: '2026-01-01T00:00:00Z', by: '2026-01-01T00:00:00-01:00' },
      'yes',
    ],
    [{ Not: { Variable: '$.gone', IsPresent: true } }, {}, 'yes'],
    [
      { And: [{ Variable: '$.a', IsNull: false }, { Or: [{ Variable: '$.a', BooleanEquals: true }] }] },
      { a: true },
      'yes',
    ],
  ])('the rule %j of %j says %s', async (rule, input, said) => {
    const say = (Result: string) => ({ Type: 'Pass', Result, End: true })
    const execution = await stage().play(
      paths({ C: { Type: 'Choice', Choices: [{ ...rule, Next: 'Y' }], Default: 'N' }, Y: say('yes'), N: say('no') }),
      input as never,
    )
    expect(output(execution)).toBe(said)
  })

  test('the result is placed in the input as it came in, not in what InputPath left of it', async () => {
    const state = { ...END, InputPath: '$.inner', ResultPath: '$.result' }
    const execution = await stage().play(paths({ P: state }), { inner: { n: 1 }, outer: 2 })
    expect(output(execution)).toEqual({ inner: { n: 1 }, outer: 2, result: { n: 1 } })
  })

  test('a choice over a variable that is not there is States.Runtime', async () => {
    const choices = [{ Variable: '$.gone', IsNull: true, Next: 'E' }]
    const execution = await stage().play(paths({ C: { Type: 'Choice', Choices: choices, Default: 'E' }, E: END }))
    expect(execution.error).toBe('States.Runtime')
  })

  test('a path that leads nowhere is States.Runtime', async () => {
    const execution = await stage().play(paths({ P: { ...END, Parameters: { 'a.$': '$.b' } } }), { c: 1 })
    expect([execution.error, execution.cause]).toEqual([
      'States.Runtime',
      expect.stringContaining("'$.b' specified for the field 'a.$' could not be found"),
    ])
  })
})
