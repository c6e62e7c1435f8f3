// The API: what is hostile has no effect and is on record.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { HttpRequest } from '@smithy/protocol-http'
import fc from 'fast-check'
import { keys } from '../../domain/control-records.ts'
import { type ApiWorld, apiWorld, recovery } from './api-world.ts'

jest.setTimeout(120_000)

const withHeaders = (signed: HttpRequest, changed: Readonly<Record<string, string | undefined>>): HttpRequest => {
  const headers = Object.entries({ ...signed.headers, ...changed }).filter(([, value]) => value !== undefined)
  return Object.assign(signed, { headers: Object.fromEntries(headers) })
}

describe('what hostile requests come to', () => {
  let world: ApiWorld
  let runId: string
  let asked: { readonly approvalId: string; readonly token: string }

  beforeAll(async () => {
    world = await apiWorld()
    runId = (await world.post('oncall', '/runs', recovery('the-one-run'))).json().runId
    await world.clock.run(world.clock.now() + 60_000)
    asked = { approvalId: 'a-question-of-it', token: world.tokens[0] ?? '' }
    const question = {
      ...{ step: 'acceptLoss', title: 'Accept the data loss', facts: { moment: 'then' } },
      ...{ requestedBy: 'oncall/muster', requesterMayApprove: false },
      ...{ askedAt: '2030-03-04T10:00:30Z', expiresAt: '2031-03-04T10:15:30Z' },
    }
    const run = { id: runId, scenario: 'database-corruption', mode: 'recover', startedAt: '', executionArn: '' }
    world.put(keys.approval(asked.approvalId), { ...question, id: asked.approvalId, run, token: asked.token })
    world.put(keys.asked(runId, 'acceptLoss'), { ...question, approvalId: asked.approvalId })
    world.put(keys.approval('of-another-run'), {
      ...{ ...question, id: 'of-another-run', token: asked.token },
      run: { ...run, id: 'another' },
    })
  })

  /** What must not have changed, and how many calls are on record. */
  const standing = () => ({
    runs: world.executions().map(({ arn, status }) => ({ arn, status })),
    decisions: world.kept(`runs/${runId}/decisions/`),
    words: world.kept(`runs/${runId}/operator`),
    starts: world.kept('starts/').length,
  })
  const calls = () => world.kept('calls/').length

  async function hasNoEffect(send: () => Promise<{ readonly status: number; readonly text: string }>, status: number) {
    const [before, count] = [standing(), calls()]
    const answer = await send()
    await world.clock.run(world.clock.now() + 2000)
    expect(standing()).toEqual(before)
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status })
    expect(answer.text).not.toContain(asked.token)
    return calls() - count
  }

  const decisions = () => `/runs/${runId}/decisions`
  const yes = (approvalId: unknown) => ({ action: 'approve', approvalId, reason: 'read' })

  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['application/json-patch+json'],
    ['multipart/form-data; boundary=application/json'],
  ])('a wrong content type: %s', async type => {
    const body = JSON.stringify(recovery('hostile-type'))
    expect(
      await hasNoEffect(() => world.send('oncall', { path: '/runs', body, headers: { 'content-type': type } }), 415),
    ).toBe(1)
  })

  test('a huge body, and one that API Gateway itself takes no more', async () => {
    const body = JSON.stringify({ ...recovery('hostile-size'), reason: 'x'.repeat(40_000) })
    expect(await hasNoEffect(() => world.send('oncall', { path: '/runs', body }), 413)).toBe(1)
    const huge = new Uint8Array(10 * 1024 * 1024 + 1)
    await hasNoEffect(() => world.send('oncall', { path: '/runs', body: huge }), 413)
  })

  test('the question of another run, one of nobody, and a token out of a history in place of an id', async () => {
    expect(await hasNoEffect(() => world.post('lead', decisions(), yes('of-another-run')), 404)).toBe(1)
    expect(await hasNoEffect(() => world.post('lead', decisions(), yes('never-asked')), 404)).toBe(1)
    expect(await hasNoEffect(() => world.post('lead', decisions(), yes(asked.token)), 400)).toBe(1)
    expect(
      await hasNoEffect(() => world.post('lead', decisions(), { ...yes(asked.approvalId), token: asked.token }), 400),
    ).toBe(1)
    const said = world.kept(`runs/${runId}/said/`)
    expect(said.map(({ outcome, by }) => [outcome, by])).toEqual([
      ['unknown', 'lead/muster'],
      ['unknown', 'lead/muster'],
    ])
  })

  test('the asker’s own approval', async () => {
    expect(await hasNoEffect(() => world.post('oncall', decisions(), yes(asked.approvalId)), 403)).toBe(1)
  })

  test('somebody who says that they are somebody else', async () => {
    const by = { kind: 'iam', id: 'lead/muster' }
    for (const more of [{ by }, { requestedBy: by }, { runId: 'another' }])
      expect(
        await hasNoEffect(() => world.post('oncall', decisions(), { ...yes(asked.approvalId), ...more }), 400),
      ).toBe(1)
    const start = { ...recovery('hostile-who'), requestedBy: by }
    expect(await hasNoEffect(() => world.post('oncall', '/runs', start), 400)).toBe(1)
  })

  test.each([
    ['<script>alert(1)</script>'],
    ['</td><img src=x onerror=alert(1)>'],
    ['<!-- hidden -->'],
    ['all well\u001b[2J\u001b[1;1H'],
    ['two\nlines'],
    ['\u202egnol oot'],
    [''],
    ['x'.repeat(501)],
  ])('script, markup or control characters in a reason: %j', async reason => {
    const word = { action: 'abort', approvalId: null, reason }
    expect(await hasNoEffect(() => world.post('lead', decisions(), word), 400)).toBe(1)
    expect(await hasNoEffect(() => world.post('lead', '/runs', { ...recovery('hostile-script'), reason }), 400)).toBe(1)
  })

  test('paths that lead somewhere else', async () => {
    const body = JSON.stringify(yes(asked.approvalId))
    for (const path of ['/runs/..%2f..%2flocks/decisions', '/runs/a%00b/decisions', '/runs/a.b/decisions'])
      expect(await hasNoEffect(() => world.send('lead', { path, body }), 400)).toBe(1)
    for (const path of ['/', '/runs/x/y/z', '/decisions', '/runs/x/decisions/y'])
      await hasNoEffect(() => world.send('lead', { path, body }), 404)
    await hasNoEffect(() => world.send('lead', { method: 'DELETE', path: `/runs/${runId}` }), 404)
  })

  const changed: readonly (readonly [string, (signed: HttpRequest) => HttpRequest])[] = [
    [
      'a body that was changed on its way',
      signed => Object.assign(signed, { body: JSON.stringify(recovery('other-body-1')) }),
    ],
    ['a path that was', signed => Object.assign(signed, { path: decisions() })],
    ['no signature', signed => withHeaders(signed, { authorization: undefined })],
    [
      'a forged one',
      signed => withHeaders(signed, { authorization: signed.headers.authorization?.replace(/.{8}$/, '00000000') }),
    ],
    ['no session token', signed => withHeaders(signed, { 'x-amz-security-token': undefined })],
    [
      'a key that nobody has',
      signed => withHeaders(signed, { authorization: signed.headers.authorization?.replace(/ASIA\w{4}/, 'ASIAXXXX') }),
    ],
    [
      'a signature for another service',
      signed => withHeaders(signed, { authorization: signed.headers.authorization?.replace('/execute-api/', '/s3/') }),
    ],
  ]

  test.each(changed)('a request with %s does not get past API Gateway', async (_, change) => {
    const body = JSON.stringify(recovery('hostile-signature'))
    expect(await hasNoEffect(() => world.send('lead', { path: '/runs', body }, change), 403)).toBe(0)
  })

  test('an old signature, replayed, and one of tomorrow', async () => {
    let signed: HttpRequest | undefined
    const body = JSON.stringify({ action: 'pause', approvalId: null, reason: 'a look' })
    await world.send('lead', { path: '/runs/nobody/decisions', body }, each => {
      signed = each
      return each
    })
    await world.clock.run(world.clock.now() + 301_000)
    await hasNoEffect(
      () => world.send('lead', { path: '/runs/nobody/decisions', body }, () => signed as HttpRequest),
      403,
    )
  })

  test('a person whom IAM does not let', async () => {
    const only = [
      { Effect: 'Allow', Action: ['execute-api:Invoke'], Resource: ['arn:aws:execute-api:*:*:*/*/GET/*'] },
    ] as const
    world.person('looker', only)
    expect(await world.send('looker', { path: '/runs' })).toMatchObject({ status: 200 })
    await hasNoEffect(() => world.post('looker', decisions(), yes(asked.approvalId)), 403)
  })

  test('too many at once are told to wait', async () => {
    const { send, settled, clock } = await apiWorld()
    const answers = await settled(Promise.all(Array.from({ length: 60 }, () => send('oncall', { path: '/runs' }))))
    const counts = Map.groupBy(answers, ({ status }) => status)
    expect([...counts.keys()].sort()).toEqual([200, 429])
    await clock.run(clock.now() + 5000)
    expect(await send('oncall', { path: '/runs' })).toMatchObject({ status: 200 })
  })

  test('anything at all that is no request: each is refused, changes nothing and is on record', async () => {
    const fields = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 })
    const nearly = fc
      .record(
        {
          action: fc.constantFrom('approve', 'abort', 'APPROVE', '__proto__', ''),
          approvalId: fc.jsonValue(),
          reason: fc.jsonValue(),
        },
        { requiredKeys: [] },
      )
      .map(word => ({ ...word, more: 1 }))
    const bytes = fc.uint8Array({ maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fields.map(each => JSON.stringify(each)),
          nearly.map(each => JSON.stringify(each)),
          fc.string(),
          bytes,
        ),
        fc.constantFrom('/runs', decisions()),
        async (body, path) => {
          await world.clock.run(world.clock.now() + 1000)
          expect(await hasNoEffect(() => world.send('lead', { path, body, method: 'POST' }), 400)).toBe(1)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('after all that the question can still be answered, and the answer counts', async () => {
    const answer = await world.post('lead', decisions(), yes(asked.approvalId))
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('approved by lead/muster') })
    expect(await world.post('lead', decisions(), yes(asked.approvalId))).toMatchObject({
      status: 409,
      text: expect.stringContaining('already-decided'),
    })
  })
})
