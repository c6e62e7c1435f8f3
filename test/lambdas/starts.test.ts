// Who asked for a run: recorded by the door that starts it, believed by the run only where the record is of this very run.
import { describe, expect, test } from '@jest/globals'
import { keys } from '../../domain/control-records.ts'
import { inputHash, runName, type StartRequest } from '../../domain/start.ts'
import { iamPerson, nameOf } from '../../domain/who.ts'
import { run as checkRequest } from '../../lambdas/check-request/handler.ts'
import { functionName, statementsOf } from '../../lambdas/permissions.ts'
import type { TaskFailure } from '../../sandbox/engine/index.ts'
import { apiWorld, platform, recovery, START } from './api-world.ts'

const quarterly: StartRequest = {
  ...{ scenario: 'database-corruption', mode: 'drill', input: {}, reason: null },
  requestedBy: { kind: 'schedule', id: 'database-corruption-quarterly' },
  key: '2030-03-04T09:00:00Z',
}

async function invoked() {
  const world = await apiWorld()
  const name = functionName({ name: 'start-run' }, platform, 'recover')
  const start = (request: object) => world.settled(world.functions.invoke(name, request as never))
  return { ...world, start }
}

describe('a schedule', () => {
  test('names its run by the scheduled time: every attempt of one occasion is one run', async () => {
    const { start, executions, clock } = await invoked()
    const first = await start(quarterly)
    await clock.run(clock.now() + 300_000)

    expect(first).toMatchObject({ runId: 'database-corruption-drill-20300304T0900', outcome: 'started' })
    expect(await start(quarterly)).toMatchObject({ outcome: 'already-started' })
    expect(await start({ ...quarterly, key: '2030-06-04T09:00:00Z' })).toMatchObject({ outcome: 'started' })
    expect(executions()).toHaveLength(2)
  })

  test.each([
    [{ mode: 'recover', input: { damagedAt: '2030-03-04T08:00:00Z' } }, 'a schedule starts drills only'],
    [{ key: 'next-monday-at-nine' }, 'key: given next-monday-at-nine'],
  ])('is refused %j', async (changed, why) => {
    const { start, executions } = await invoked()
    const failed = await start({ ...quarterly, ...changed }).then(
      () => undefined,
      error => error as TaskFailure,
    )
    expect(failed).toMatchObject({ error: 'RequestInvalid', cause: expect.stringContaining(why) })
    expect(executions()).toEqual([])
  })
})

describe('what a run believes of who asked', () => {
  const input = { damagedAt: '2030-03-04T09:58:30Z' }
  const record = {
    ...{ name: 'run-1', scenario: 'database-corruption', mode: 'recover', reason: null, at: '' },
    ...{ requestedBy: { kind: 'iam', id: 'oncall/ada' }, inputHash: inputHash(input) },
  }

  async function checked(given: object, start: object | undefined, name = 'run-1') {
    const { person, into, put, settled } = await apiWorld()
    const use = { contract: checkRequest.contract, records: false, heeds: false }
    person('check-request', statementsOf(use, platform, 'recover') as never)
    const { clock } = into.cloud.surroundings(into.region)
    if (start) put(keys.start('run-1'), start)
    const run = { id: name, scenario: 'database-corruption', mode: 'recover', executionArn: 'a' }
    const silent = () => undefined
    const settings = { CONTROL_BUCKET: platform.muster.controlBucket, EVIDENCE_BUCKET: '', PLATFORM: '' }
    return settled(
      checkRequest.run(
        { run: { ...run, startedAt: '2030-03-04T10:00:00Z' }, step: 'request', input: { given } },
        {
          ...{ clock, region: into.region, accountId: platform.account, settings },
          log: { info: silent, warn: silent, error: silent },
          ...{ chance: () => 0.5, opaqueId: () => 'opaque' },
          ...{ requestHandler: into.cloud.transport, credentials: person('check-request') },
        },
      ),
    )
  }

  test('is the record of its start, whatever the order of the fields', async () => {
    expect(await checked(input, record)).toMatchObject({ ...input, requestedBy: 'oncall/ada', from: 'point-in-time' })
    const two = { from: 'snapshot', ...input }
    const reordered = { ...record, inputHash: inputHash({ ...input, from: 'snapshot' }) }
    expect(await checked(two, reordered)).toMatchObject({ requestedBy: 'oncall/ada', from: 'snapshot' })
  })

  test('is nobody where there is no record, as for one that was started in the console', async () => {
    expect(await checked(input, undefined)).toMatchObject({ requestedBy: null })
  })

  test('is not what the input says', async () => {
    await expect(checked({ ...input, requestedBy: 'oncall/ada' }, undefined)).rejects.toMatchObject({
      ...{ name: 'RequestInvalid', message: expect.stringContaining('requestedBy: not a field of this request') },
    })
  })

  test.each([
    ['another input', { inputHash: inputHash({ damagedAt: '2030-03-04T01:00:00Z' }) }],
    ['another scenario', { scenario: 'file-deletion' }],
    ['another mode', { mode: 'drill' }],
  ])('is refused under a name that was recorded for %s', async (_, changed) => {
    await expect(checked(input, { ...record, ...changed })).rejects.toMatchObject({
      ...{ name: 'RequestInvalid', message: expect.stringContaining('under which another request was recorded') },
    })
  })

  test.each([['none'], ['schedule'], ['event']])('lets nobody waive an approval who is no person: %s', async kind => {
    const waived = { ...input, approval: 'waived', waivedBecause: 'the shop loses orders by the minute' }
    const asked = { ...record, inputHash: inputHash(waived) }

    expect(await checked(waived, asked)).toMatchObject({ approval: 'waived', requestedBy: 'oncall/ada' })
    const requestedBy = { kind, id: 'someone' }
    await expect(checked(waived, kind === 'none' ? undefined : { ...asked, requestedBy })).rejects.toMatchObject({
      message: expect.stringContaining('only a person who is known may do without'),
    })
  })
})

test('who IAM says is calling: role and session, and nobody can look like somebody else', () => {
  const name = (arn: string) => {
    const person = iamPerson(arn)
    return person && nameOf(person)
  }
  expect(name('arn:aws:sts::111122223333:assumed-role/OnCall/ada@example.com')).toBe('OnCall/ada@example.com')
  expect(name('arn:aws:sts::111122223333:assumed-role/aws-reserved/sso.amazonaws.com/OnCall/ada')).toBe('OnCall/ada')
  expect(name('arn:aws:iam::111122223333:user/people/ada')).toBe('user=ada')
  expect(name('arn:aws:iam::111122223333:root')).toBe('root')
  for (const arn of ['', 'arn:aws:sts::111122223333:assumed-role/OnCall', 'arn:aws:iam::1:user/ada', 'ada'])
    expect(name(arn)).toBeUndefined()
  expect(nameOf({ kind: 'slack', id: 'T1/U1' })).toBe('slack:T1/U1')
  expect(nameOf({ kind: 'none', id: 'ada' })).toBeNull()
})

test('names of runs are names that Step Functions takes', () => {
  const request: StartRequest = { ...recovery('a:b/c@d+e=f'), mode: 'recover', requestedBy: { kind: 'iam', id: 'a/b' } }
  for (const each of [request, quarterly]) {
    const name = runName(each, new Date(START).toISOString())
    expect(name).toMatch(/^[a-zA-Z0-9-]{1,80}$/)
  }
})
