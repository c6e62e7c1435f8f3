// Executions that start executions: waited for or not, failing, timing out, and names in use.
import { describe, expect, test } from '@jest/globals'
import type { Execution } from '../../../sandbox/engine/index.ts'
import { output, runbook, seconds, stage } from './stage.ts'

describe('nested executions', () => {
  const parent = (suffix: string, rest: object = {}) =>
    runbook({
      Start: {
        Type: 'Task',
        Resource: `arn:aws:states:::states:startExecution${suffix}`,
        Arguments: { StateMachineArn: '{% $states.input.child %}', Name: 'child-run', Input: { n: 1 } },
        End: true,
        ...rest,
      },
      Saved: { Type: 'Pass', End: true },
    })
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Saved' }]

  async function nest(
    suffix: string,
    child: object,
    rest: object = { Catch },
  ): Promise<{ parent: Execution; child: Execution }> {
    const { machine, start, clock, engine } = stage()
    const childArn = machine(child, 'child')
    const execution = start(machine(parent(suffix, rest), 'parent'), { child: childArn })
    await clock.run()
    return { parent: execution, child: engine.listExecutions(childArn)[0] as Execution }
  }

  const wait = { Type: 'Wait', Seconds: 60, Output: { m: '{% $states.input.n + 1 %}' }, End: true }

  test('.sync:2 waits for the child and reads its output as JSON', async () => {
    const { parent, child } = await nest('.sync:2', runbook({ Wait: wait }))
    expect([seconds(parent), output(parent)]).toEqual([
      60,
      expect.objectContaining({ Output: { m: 2 }, ExecutionArn: child.arn, Status: 'SUCCEEDED' }),
    ])
  })

  test('.sync gives the same as text, and without a suffix nothing is waited for', async () => {
    const sync = await nest('.sync', runbook({ Wait: wait }))
    expect(output(sync.parent)).toMatchObject({ Output: '{"m":2}', Input: '{"n":1}' })
    const request = await nest('', runbook({ Wait: wait }))
    expect([seconds(request.parent), seconds(request.child)]).toEqual([0, 60])
  })

  test('a child that fails is States.TaskFailed, with its description as cause', async () => {
    const { parent } = await nest(
      '.sync:2',
      runbook({ Stop: { Type: 'Fail', Error: 'Held', Cause: 'a person decides' } }),
    )
    const caught = output(parent) as { Error: string; Cause: string }
    expect([caught.Error, JSON.parse(caught.Cause)]).toEqual([
      'States.TaskFailed',
      expect.objectContaining({ Error: 'Held', Cause: 'a person decides', Status: 'FAILED' }),
    ])
  })

  test('a parent that times out stops the child', async () => {
    const { parent, child } = await nest('.sync:2', runbook({ Wait: wait }), { TimeoutSeconds: 5, Catch })
    expect([seconds(parent), child.status, seconds(child)]).toEqual([5, 'ABORTED', 5])
  })

  test('a name in use is an error of the task', async () => {
    const { machine, start, clock } = stage()
    const child = machine(runbook({ Wait: wait }), 'child')
    start(child, { n: 2 }, 'child-run')
    const execution = start(machine(parent('.sync:2', { Catch }), 'parent'), { child })
    await clock.run()
    expect(output(execution)).toMatchObject({ Error: 'StepFunctions.ExecutionAlreadyExistsException' })
  })
})
