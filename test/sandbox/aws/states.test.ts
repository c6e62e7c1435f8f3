// The API of Step Functions in front of the engine: executions, their history page by page, and tokens.
import { describe, expect, test } from '@jest/globals'
import { States } from '../../../sandbox/aws/states/index.ts'
import { Engine } from '../../../sandbox/engine/index.ts'
import { ask, day, everyPage, needs, refusal, role, start, surroundings } from './calling.ts'

describe('Step Functions', () => {
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 60, Next: 'Done' }, Done: { Type: 'Succeed' } },
  })
  function world(options: { readonly pageSize?: number } = {}) {
    const around = surroundings()
    const hooks = { invokeLambda: () => Promise.reject(new Error('no functions here')) }
    const engine = new Engine({ ...around, hooks })
    const { arn } = engine.createStateMachine({ name: 'recover', definition, roleArn: role })
    const states = new States(around, { engine, ...options })
    const begin = (name: string, input = '{}') =>
      ask(states.service, 'StartExecution', { stateMachineArn: arn, name, input })
    return { ...around, arn, engine, service: states.service, begin }
  }

  test('starts once for the same name and input, and refuses the name for ninety days', async () => {
    const { begin, service, arn, clock } = world()
    const first = begin('s1-incident')
    expect(begin('s1-incident')).toEqual(first)
    const again = { stateMachineArn: arn, name: 's1-incident', input: '{"other":1}' }
    expect(refusal(service, 'StartExecution', again)).toBe('ExecutionAlreadyExists')
    expect(refusal(service, 'StartExecution', { ...again, name: 'two words' })).toBe('InvalidName')
    expect(refusal(service, 'StartExecution', { ...again, stateMachineArn: `${arn}x` })).toBe(
      'StateMachineDoesNotExist',
    )
    expect(refusal(service, 'StartExecution', { ...again, stateMachineArn: `${arn}:live` })).toBe('NotSimulated')
    expect(refusal(service, 'StartExecution', { ...again, stateMachineArn: 'recover' })).toBe('InvalidArn')
    await clock.run(start + 120_000)
    expect(refusal(service, 'StartExecution', { stateMachineArn: arn, name: 's1-incident' })).toBe(
      'ExecutionAlreadyExists',
    )
  })

  test('describes a running, a finished and a stopped execution', async () => {
    const { begin, service, clock, arn } = world()
    const { executionArn } = begin('a', '{"x":1}')
    const describe = (of = executionArn) => ask(service, 'DescribeExecution', { executionArn: of })
    expect(describe()).toMatchObject({ status: 'RUNNING', input: '{"x":1}', redriveStatus: 'NOT_REDRIVABLE' })
    expect(describe()).not.toHaveProperty('stopDate')
    const stopped = begin('b').executionArn
    ask(service, 'StopExecution', { executionArn: stopped, error: 'Aborted', cause: 'by a person' })
    await clock.run(start + 120_000)
    expect(describe()).toMatchObject({ status: 'SUCCEEDED', stopDate: new Date(start + 60_000) })
    expect(describe(stopped)).toMatchObject({ status: 'ABORTED', error: 'Aborted', redriveStatus: 'REDRIVABLE' })
    expect(ask(service, 'StopExecution', { executionArn }).stopDate).toEqual(new Date(start + 60_000))
    await clock.run(start + 91 * day)
    expect(refusal(service, 'DescribeExecution', { executionArn })).toBe('ExecutionDoesNotExist')
    expect(ask(service, 'ListExecutions', { stateMachineArn: arn }).executions).toEqual([])
  })

  test('gives history and executions page by page, forwards and backwards, with or without payloads', async () => {
    const { begin, service, clock, arn } = world({ pageSize: 1 })
    const { executionArn } = begin('a', '{"secret":1}')
    begin('b')
    await clock.run(start + 120_000)
    const names = { items: 'events', token: 'nextToken', next: 'nextToken' }
    const forwards = everyPage(service, 'GetExecutionHistory', { executionArn }, names)
    expect(forwards.pages).toBe(forwards.items.length)
    expect(forwards.items.map(({ id }) => id)).toEqual(forwards.items.map((_, index) => index + 1))
    const backwards = everyPage(service, 'GetExecutionHistory', { executionArn, reverseOrder: true }, names)
    expect(backwards.items).toEqual(forwards.items.toReversed())
    const bare = everyPage(service, 'GetExecutionHistory', { executionArn, includeExecutionData: false }, names)
    expect(JSON.stringify(forwards.items)).toContain('secret')
    expect(JSON.stringify(bare.items)).not.toContain('secret')
    const list = { items: 'executions', token: 'nextToken', next: 'nextToken' }
    expect(everyPage(service, 'ListExecutions', { stateMachineArn: arn }, list).pages).toBe(2)
    expect(ask(service, 'ListExecutions', { stateMachineArn: arn, statusFilter: 'RUNNING' }).executions).toEqual([])
    expect(refusal(service, 'GetExecutionHistory', { executionArn, nextToken: 'x' })).toBe('InvalidToken')
  })

  test('answers tokens without a resource level, and refuses the ones nobody waits for', () => {
    const { service, arn } = world()
    expect(needs(service, 'SendTaskSuccess', { taskToken: 't' })).toEqual([
      { action: 'states:SendTaskSuccess', resource: '*' },
    ])
    expect(needs(service, 'StartExecution', { stateMachineArn: arn })).toEqual([
      { action: 'states:StartExecution', resource: arn },
    ])
    for (const operation of ['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat']) {
      expect(refusal(service, operation, { taskToken: 'nonsense', output: '{}' })).toBe('InvalidToken')
      expect(refusal(service, operation, { taskToken: 'A'.repeat(2049), output: '{}' })).toBe('InvalidToken')
    }
    expect(ask(service, 'DescribeStateMachine', { stateMachineArn: arn })).toMatchObject({
      definition,
      type: 'STANDARD',
    })
  })
})
