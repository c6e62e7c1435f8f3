// What reaches chat is heard only when it is genuine, readable, from somebody who may, and not too often.
import { createHmac } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readBody } from '../../domain/chat/body.ts'
import { pass, type Rate } from '../../domain/chat/rate.ts'
import { isGenuine, MOST_BYTES, signatureOf, signedPart, WINDOW_SECONDS } from '../../domain/chat/signature.ts'
import { groupsFor, personOf, unheard } from '../../domain/chat/speaker.ts'
import { nameOf } from '../../domain/who.ts'
import { exampleChat, people } from '../../sandbox/slack/example.ts'

describe('a signature', () => {
  const now = Date.parse('2030-03-04T07:00:00Z')
  const secret = 'a-signing-secret-of-some-length'
  const request = (body: string, seconds = now / 1000) => {
    const timestamp = String(Math.floor(seconds))
    const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${hash}`,
    }
    return { method: 'POST', headers, body: Buffer.from(body) }
  }

  test('is that of the raw body and its time, within five minutes either way', () => {
    const incoming = request('command=%2Fdr&text=caf%C3%A9+x')
    const signed = signedPart(incoming, now)
    expect(signed).toMatchObject({ timestamp: String(now / 1000) })
    if (typeof signed === 'string') throw new Error(signed)
    expect(isGenuine(signed, incoming.body, secret)).toBe(true)
    expect(signatureOf({ timestamp: signed.timestamp, body: incoming.body, secret })).toBe(signed.signature)
    for (const skew of [-WINDOW_SECONDS, WINDOW_SECONDS])
      expect(signedPart(request('', now / 1000 + skew), now)).not.toBe('too-old')
    for (const skew of [-WINDOW_SECONDS - 1, WINDOW_SECONDS + 1])
      expect(signedPart(request('', now / 1000 + skew), now)).toBe('too-old')
  })

  test('does not stand for any other body, time or secret', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string({ minLength: 1 }), (body, other, key) => {
        const incoming = request(body)
        const signed = signedPart(incoming, now)
        if (typeof signed === 'string') throw new Error(signed)
        expect(isGenuine(signed, Buffer.from(other), secret)).toBe(body === other)
        expect(isGenuine(signed, incoming.body, key)).toBe(key === secret)
        expect(isGenuine({ ...signed, timestamp: '1' }, incoming.body, secret)).toBe(false)
      }),
    )
  })

  test('is not even looked at when the request is too large, no form, or says nothing of one', () => {
    const good = request('')
    expect(signedPart({ ...good, body: new Uint8Array(MOST_BYTES + 1) }, now)).toBe('too-large')
    expect(signedPart({ ...good, method: 'GET' }, now)).toBe('wrong-method')
    expect(signedPart({ ...good, headers: { ...good.headers, 'content-type': 'application/json' } }, now)).toBe(
      'wrong-content-type',
    )
    for (const name of ['x-slack-signature', 'x-slack-request-timestamp'])
      for (const value of ['', 'v1=00', `v0=${'g'.repeat(64)}`, '-1', '1e9', 'NaN'])
        expect(signedPart({ ...good, headers: { ...good.headers, [name]: value } }, now)).toBe('no-signature')
  })
})

describe('a body', () => {
  test('that is not said just so is unreadable, and never an answer to anybody but Slack', () => {
    const command = {
      command: '/dr',
      text: 'list',
      ...{ team_id: 'T0EXAMPLE', channel_id: 'C0DISASTER', user_id: people.guest },
      ...{ trigger_id: '1.2.3', response_url: 'https://hooks.slack.com/commands/T0/1/x' },
    }
    const read = (fields: object) => readBody(Buffer.from(new URLSearchParams(Object.entries(fields)).toString()))
    expect(read(command)).toMatchObject({ kind: 'command', text: 'list', speaker: { user: people.guest } })
    for (const other of [
      'http://hooks.slack.com/x',
      'https://hooks.slack.com.evil.example/x',
      'https://hooks.slack.com/x?y',
      'file:///etc/passwd',
    ])
      expect(read({ ...command, response_url: other })).toEqual({
        kind: 'unreadable',
        why: expect.stringContaining('responseUrl'),
      })
    expect(read({ ...command, command: '/other' }).kind).toBe('unreadable')
    expect(read({ ...command, user_id: '../../x' }).kind).toBe('unreadable')
    expect(readBody(Buffer.from('command=%2Fdr&command=%2Fdr')).kind).toBe('unreadable')
    expect(read({ ssl_check: '1' }).kind).toBe('checks-certificate')
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), body => expect(readBody(body).kind).toBe('unreadable')))
    fc.assert(fc.property(fc.json(), payload => expect(read({ payload }).kind).toBe('unreadable')))
  })
})

describe('who may do what', () => {
  test('is a matter of workspace, channel and groups; to look takes none', () => {
    const speaker = { team: exampleChat.team, channel: 'C0DISASTER', user: people.lead }
    expect(unheard(exampleChat, speaker)).toBeUndefined()
    expect(unheard(exampleChat, { ...speaker, team: 'T0OTHER00' })).toBe('another-workspace')
    expect(unheard(exampleChat, { ...speaker, channel: 'C0RANDOM1' })).toBe('another-channel')
    expect(groupsFor(exampleChat, 'look')).toEqual([])
    expect(groupsFor(exampleChat, 'stop')).toEqual(['S0ONCALL1', 'S0DECIDE1'])
  })

  test('a Slack user is nobody that IAM knows, unless the platform says so: then they are one person', () => {
    const lead = { team: exampleChat.team, user: people.lead }
    expect(nameOf(personOf(exampleChat, lead))).toBe('slack:T0EXAMPLE/U0LEAD001')
    expect(nameOf(personOf({ ...exampleChat, people: { [people.lead]: 'admin/lea' } }, lead))).toBe('admin/lea')
    expect(nameOf(personOf(exampleChat, { ...lead, user: 'constructor' }))).toBe('slack:T0EXAMPLE/constructor')
  })
})

describe('how often one may speak', () => {
  test('never more than so often in any minute, and always again after one', () => {
    const steps = fc.array(fc.nat({ max: 20_000 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 8 }), (waits, perMinute) => {
        let now = 1_000_000
        let rate: Rate | undefined
        const let_in: number[] = []
        for (const wait of waits) {
          now += wait
          const passed = pass(rate, { now, perMinute })
          if (passed.allowed) {
            rate = passed.rate
            let_in.push(now)
          } else {
            expect(pass(rate, { now: now + passed.waitSeconds * 1000, perMinute }).allowed).toBe(true)
          }
          expect(let_in.filter(time => time > now - 60_000).length).toBeLessThanOrEqual(perMinute)
        }
      }),
    )
  })
})
