// Between Route 53 and visitors: who still goes where the name no longer leads, and for how long.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Answer, places, type Question, Route53 } from '../../../sandbox/aws/route53/index.ts'
import { clientOf, everydayResolvers } from '../../../sandbox/world/dns/everyday.ts'
import { type Resolver, Resolvers } from '../../../sandbox/world/dns/resolvers.ts'
import { ask, start, surroundings } from '../aws/calling.ts'

const second = 1000
const name = 'www.example.com'

/** An authority whose one answer a test changes, and which counts how often it is asked. */
function world(all: readonly Resolver[], first: Answer) {
  const { clock } = surroundings()
  const authority = { answer: first as Answer | undefined, asked: 0 }
  const tell = () => {
    authority.asked += 1
    return authority.answer
  }
  const resolvers = new Resolvers({ clock, authority: tell }, all)
  const wait = (seconds: number) => clock.run(clock.now() + seconds * second)
  const seen = (id: string) => {
    const resolution = resolvers.resolve(name, id)
    return resolution.kind === 'addresses' ? resolution.addresses[0] : resolution.kind
  }
  return { clock, authority, resolvers, wait, seen }
}

const values = (address: string, ttl = 60): Answer => ({ kind: 'values', values: [address], ttl })
const nothing: Answer = { kind: 'nothing', exists: false, ttl: 900 }

describe('a resolver', () => {
  test('keeps an answer for its TTL, the old one, and asks again when that is over', async () => {
    const { authority, seen, wait } = world([{ id: 'provider' }], values('192.0.2.1', 300))
    expect(seen('provider')).toBe('192.0.2.1')
    authority.answer = values('192.0.2.2', 5)
    await wait(299)
    expect([seen('provider'), authority.asked]).toEqual(['192.0.2.1', 1])
    await wait(1)
    expect([seen('provider'), authority.asked]).toEqual(['192.0.2.2', 2])
  })

  test('that spares itself questions keeps it longer; one that distrusts long TTLs, shorter', async () => {
    const all = [
      { id: 'stubborn', atLeast: 300 },
      { id: 'brisk', atMost: 10 },
    ]
    const { authority, seen, wait } = world(all, values('192.0.2.1'))
    all.forEach(({ id }) => {
      seen(id)
    })
    authority.answer = values('192.0.2.2')
    await wait(10)
    expect([seen('stubborn'), seen('brisk')]).toEqual(['192.0.2.1', '192.0.2.2'])
    await wait(289)
    expect(seen('stubborn')).toBe('192.0.2.1')
    await wait(1)
    expect(seen('stubborn')).toBe('192.0.2.2')
  })

  test('keeps it too that there is nothing, unless it will not', async () => {
    const all = [{ id: 'provider' }, { id: 'impatient', nothingAtMost: 30 }]
    const { authority, seen, wait } = world(all, nothing)
    expect([seen('provider'), seen('impatient')]).toEqual(['nothing', 'nothing'])
    authority.answer = values('192.0.2.1')
    await wait(60)
    expect([seen('provider'), seen('impatient')]).toEqual(['nothing', '192.0.2.1'])
    await wait(840)
    expect(seen('provider')).toBe('192.0.2.1')
  })

  test('behind another is given what is left of the TTL, and adds its own stubbornness', async () => {
    const all = [
      { id: 'provider' },
      { id: 'phone', behind: 'provider' },
      { id: 'java', behind: 'provider', atLeast: 1800 },
    ]
    const { authority, seen, wait } = world(all, values('192.0.2.1'))
    seen('provider')
    await wait(50)
    expect([seen('phone'), seen('java'), authority.asked]).toEqual(['192.0.2.1', '192.0.2.1', 1])
    authority.answer = values('192.0.2.2')
    await wait(10)
    expect([seen('phone'), seen('java')]).toEqual(['192.0.2.2', '192.0.2.1'])
    await wait(1790)
    expect(seen('java')).toBe('192.0.2.2')
  })

  test('that somebody empties asks at once', () => {
    const { authority, seen, resolvers } = world([{ id: 'browser', atLeast: 60 }], values('192.0.2.1'))
    seen('browser')
    authority.answer = values('192.0.2.2')
    resolvers.forget('browser')
    expect(seen('browser')).toBe('192.0.2.2')
  })

  test('follows CNAMEs, each for its own TTL, but not in a ring; what nobody answers for fails and is not kept', async () => {
    const { clock } = surroundings()
    const zone: Record<string, Answer> = {
      'www.example.com.': { kind: 'name', name: 'origin.example.com.', ttl: 300 },
      'origin.example.com.': values('192.0.2.1', 10),
      'ring.example.com.': { kind: 'name', name: 'ring.example.com.', ttl: 300 },
    }
    const resolvers = new Resolvers({ clock, authority: question => zone[question.name] }, [{ id: 'provider' }])
    const seen = (wanted: string) => resolvers.resolve(wanted, 'provider')
    expect(seen('WWW.example.com')).toEqual({ kind: 'addresses', addresses: ['192.0.2.1'], asOf: start })
    zone['www.example.com.'] = values('192.0.2.9')
    zone['origin.example.com.'] = values('192.0.2.2', 10)
    await clock.run(start + 10 * second)
    expect(seen(name)).toMatchObject({ addresses: ['192.0.2.2'], asOf: start })
    expect(seen('ring.example.com')).toEqual({ kind: 'failed' })
    expect(seen('late.example.com')).toEqual({ kind: 'failed' })
    zone['late.example.com.'] = values('192.0.2.3')
    expect(seen('late.example.com')).toMatchObject({ addresses: ['192.0.2.3'] })
  })

  test('stands behind another that there is, and never behind itself', () => {
    const made =
      (...all: Resolver[]) =>
      () =>
        world(all, nothing)
    expect(made({ id: 'a', behind: 'b' })).toThrow('there is no resolver b')
    expect(made({ id: 'c', behind: 'a' }, { id: 'a', behind: 'b' }, { id: 'b', behind: 'a' })).toThrow('in a ring')
  })
})

test('nobody is served an answer older than its TTL and the stubbornness of all that it came through', async () => {
  const habits = fc.record(
    { atLeast: fc.integer({ min: 0, max: 400 }), atMost: fc.integer({ min: 1, max: 400 }) },
    { requiredKeys: [] },
  )
  const chain = fc.array(habits, { minLength: 1, maxLength: 3 })
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 300 })), {
    maxLength: 12,
  })
  await fc.assert(
    fc.asyncProperty(chain, steps, async (habitsOfAll, moments) => {
      const all = habitsOfAll.map((each, index) => ({
        ...{ id: String(index), ...each },
        ...(index > 0 && { behind: String(index - 1) }),
      }))
      const told = new Map<string, { at: number; ttl: number }>()
      const { clock } = surroundings()
      let ttl = 0
      const authority = () => {
        const answer = values(`${clock.now()}`, ttl)
        told.set(`${clock.now()}`, { at: clock.now(), ttl })
        return answer
      }
      const resolvers = new Resolvers({ clock, authority }, all)
      for (const [pause, next] of moments) {
        ttl = next
        await clock.run(clock.now() + pause * second)
        const resolution = resolvers.resolve(name, String(all.length - 1))
        if (resolution.kind !== 'addresses') throw new Error('an address was expected')
        const { at, ttl: given } = told.get(resolution.addresses[0] ?? '')!
        const stubborn = all.reduce((sum, { atLeast = 0 }) => sum + atLeast, 0)
        expect(resolution.asOf).toBe(at)
        expect(clock.now() - at).toBeLessThanOrEqual((given + stubborn) * second)
      }
    }),
    { numRuns: 100 },
  )
})

describe('the everyday crowd', () => {
  function moved() {
    const around = surroundings()
    const route53 = new Route53(around, { alarms: () => undefined })
    const record = (address: string) => ({
      ...{ Name: name, Type: 'A' as const, TTL: 60, ResourceRecords: [{ Value: address }] },
    })
    const zone = route53.seed({ name: 'example.com', records: [record('192.0.2.1')] })
    let questions = 0
    const authority = (question: Question) => {
      questions += 1
      return route53.answer(question)
    }
    const resolvers = new Resolvers({ ...around, authority }, everydayResolvers)
    const clients = Array.from({ length: 200 }, (_, index) => clientOf(index / 200))
    const share = (address: string) => {
      const there = clients.filter(id => {
        const resolution = resolvers.resolve(name, id)
        return resolution.kind === 'addresses' && resolution.addresses[0] === address
      })
      return there.length / clients.length
    }
    const change = (address: string) =>
      ask(route53.service, 'ChangeResourceRecordSets', {
        HostedZoneId: zone,
        ChangeBatch: { Changes: [{ Action: 'UPSERT', ResourceRecordSet: record(address) }] },
      })
    return { ...around, route53, share, change, asked: () => questions }
  }

  test('follows a changed record bit by bit: nearly all within minutes, a few after half an hour', async () => {
    const { clock, share, change, route53 } = moved()
    expect(share('192.0.2.1')).toBe(1)
    change('192.0.2.2')
    route53.setControlPlane('silent')
    await clock.run(clock.now() + 30 * second)
    expect(share('192.0.2.1')).toBe(1)
    await clock.run(clock.now() + 4 * 60 * second)
    expect(share('192.0.2.2')).toBeGreaterThan(0.85)
    expect(share('192.0.2.2')).toBeLessThan(1)
    await clock.run(clock.now() + 40 * 60 * second)
    expect(share('192.0.2.2')).toBe(1)
  })

  test('has a place for everyone, and every place that answers is known', () => {
    expect(new Set(Array.from({ length: 1000 }, (_, index) => clientOf(index / 1000))).size).toBe(7)
    for (const { place } of everydayResolvers) if (place) expect(places).toContain(place)
    expect(clientOf(0.999_999)).toBe('program that keeps names')
  })

  test('looks up a hundred thousand times, and each provider asks once', () => {
    const { share, asked } = moved()
    for (let index = 0; index < 500; index++) expect(share('192.0.2.1')).toBe(1)
    expect(asked()).toBe(everydayResolvers.filter(({ behind }) => behind === undefined).length)
  })
})
