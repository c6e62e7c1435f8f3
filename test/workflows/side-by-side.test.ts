// Time that nobody need wait: polls that follow what a step has told, and undos that go on at the same time.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import jsonata from 'jsonata'
import * as z from 'zod'
import { readPlatformFile } from '../../control/platform-file.ts'
import { minutes, seconds } from '../../domain/duration.ts'
import { check, contract } from '../../lambdas/contract.ts'
import { printMachine } from '../../workflows/language/asl/machine.ts'
import { notBefore, pollSeconds, worstPolls } from '../../workflows/language/asl/poll-plan.ts'
import { pollsAreSpaced } from '../../workflows/language/rules/polls-are-spaced.ts'
import { type Bare, type Passage, scenario, until } from '../../workflows/language/scenario.ts'
import { undoRounds } from '../../workflows/language/walk.ts'

const platform = readPlatformFile('platforms/example.yaml')
const verb = (name: string) =>
  contract({
    name,
    effect: 'changes',
    takes: z.strictObject({}),
    gives: z.strictObject({ expected: z.int() }),
    throws: [],
    needs: () => [],
    again: 'does it again',
  })
const [dig, fill] = [verb('dig'), verb('fill')]
const plant = contract({ ...verb('plant'), effect: 'changes', takes: z.strictObject({ around: z.array(z.int()) }) })
const isLevel = check({
  name: 'is-level',
  takes: z.strictObject({}),
  gives: z.strictObject({}),
  throws: [],
  needs: () => [],
})

const level = until<Bare, typeof isLevel>(isLevel, () => ({}), { expected: seconds(20), within: minutes(10) })
const hole =
  <const Name extends string>(name: Name, options: { readonly beside?: boolean; readonly slow?: boolean } = {}) =>
  (passage: Passage<Bare>) =>
    passage
      .step<string, typeof dig>(name, `Dig ${name}`, dig, () => ({}))
      .undo(`Fill ${name}`, fill, () => ({}), {
        ...(options.beside && { beside: true }),
        ...(options.slow && { until: level }),
      })

interface State {
  readonly Assign?: Readonly<Record<string, unknown>>
  readonly Arguments?: { readonly Payload: object }
  readonly Branches?: readonly { readonly States: Record<string, State> }[]
}

const request = z.strictObject({ requestedBy: z.null().default(null) })
const head = {
  title: 'Holes',
  summary: 'Holes are dug.',
  objectives: { rto: minutes(60), rpo: {} },
  requests: { recover: request, drill: request },
}
const holes = scenario('holes', head, runbook =>
  runbook
    .include(hole('well'))
    .include(hole('pond', { slow: true }))
    .include(hole('ditch', { beside: true, slow: true }))
    .parallel('garden', 'Dig in the garden', {
      left: p => p.include(hole('bed')).include(hole('trench', { slow: true })),
      right: p => p.include(hole('pit', { slow: true })),
    }),
)

describe('branches written together', () => {
  const yard = scenario('yard', head, runbook =>
    runbook
      .together('digging', 'Dig on both sides', {
        left: p =>
          p
            .step('well', 'Dig the well', dig, () => ({}))
            .waitUntil('levelled', 'The well is level', isLevel, () => ({}), {
              ...{ expected: 60, within: 600 },
              estimate: $ => $.well.expected,
            }),
        right: p => p.step('pond', 'Dig the pond', dig, () => ({})),
      })
      .step('planted', 'Plant around them', plant, $ => ({ around: [$.well.expected, $.pond.expected] }))
      .undo('Clear the plants', plant, $ => ({ around: [$.well.expected] })),
  )
  const { States } = JSON.parse(printMachine(yard, platform, 'recover')) as { States: Record<string, State> }
  const passage = States['Dig on both sides']

  test('are known afterwards by their own names, of which none is assigned in two scopes', () => {
    expect(passage?.Assign).toEqual({
      well: '{% $states.result[0].well %}',
      levelled: '{% $states.result[0].levelled %}',
      pond: '{% $states.result[1].pond %}',
    })
    const assigned = (states: Record<string, State>) =>
      Object.values(states).flatMap(each => Object.keys(each.Assign ?? {}))
    const inside = (passage?.Branches ?? []).flatMap(branch => assigned(branch.States))
    expect(inside).toEqual(
      expect.arrayContaining(['well_here', 'waited_levelled_here', 'poll_levelled_here', 'pond_here']),
    )
    expect(inside.filter(name => assigned(States).includes(name))).toEqual([])
    expect(JSON.stringify(passage?.Branches)).toContain('$well_here.expected')
    expect(JSON.stringify(States['Plant around them'])).toContain('$well.expected')
  })

  test('give what an undo after them may use, each recorded by its own name', () => {
    expect(passage?.Branches?.[0]?.States['Dig the well']?.Arguments?.Payload).toMatchObject({ step: 'well' })
    expect(JSON.stringify(States['Clear the plants'])).toContain('$well.expected')
    expect(JSON.stringify(States['Read the record: ask'])).toContain('$states.result.Payload.results.well')
  })

  test('may not share a name, nor know of each other', () => {
    const twice = (passage: Passage<Bare>) =>
      passage.together('digging', 'Dig on both sides', { left: hole('pit'), right: hole('pit') })
    expect(() => printMachine(scenario('twice', head, twice), platform, 'recover')).toThrow(
      'two steps are called "pit"',
    )
    const peeking = scenario('peeking', head, runbook =>
      runbook.together('digging', 'Dig on both sides', {
        left: hole('pit'),
        right: p =>
          // What the compiler refuses, a cast lets through.
          p.step('planted', 'Plant', plant, (($: { pit: { expected: unknown } }) => ({
            around: [$.pit.expected],
          })) as never),
      }),
    )
    expect(() => printMachine(peeking, platform, 'recover')).toThrow('$.pit.expected, which is not known there')
  })
})

describe('undos', () => {
  const rounds = undoRounds(holes.nodes, 'recover').map(round => round.map(({ name }) => name))

  test('of branches go back side by side, the last ones first; one beside another goes with it', () => {
    expect(rounds).toEqual([['well'], ['pond', 'ditch'], ['bed'], ['trench', 'pit']])
  })

  test('of one round are all started before the first is awaited, and only the first is given time', () => {
    const { States } = JSON.parse(printMachine(holes, platform, 'recover')) as {
      States: Record<string, { Next?: string; Default?: string; Choices?: { Next: string }[] }>
    }
    const next = (name: string) => States[name]?.Choices?.[0]?.Next ?? States[name]?.Next ?? ''
    const walked = ['Begun? Dig pit']
    while (walked.length < 12) walked.push(next(walked.at(-1) ?? ''))
    expect(walked.slice(0, 10)).toEqual([
      ...['Begun? Dig pit', 'Fill pit', 'Fill pit: begun'],
      ...['Begun? Dig trench', 'Fill trench', 'Fill trench: begun'],
      ...['Awaited? Dig pit', 'Fill pit: done?: begin', 'Fill pit: done?: give it time', 'Fill pit: done?'],
    ])
    expect(next('Awaited? Dig trench')).toBe('Fill trench: done?: begin')
    expect(next('Fill trench: done?: begin')).toBe('Fill trench: done?')
    // What was never begun, or could not be started, is not awaited.
    expect(States['Begun? Dig pit']?.Default).toBe('Begun? Dig trench')
    expect(States['Awaited? Dig trench']?.Default).toBe('Begun? Dig bed')
  })
})

describe('polls of work whose length was told', () => {
  const times = { name: 'dug', expected: 60, within: minutes(90), every: 10 }
  const plan = jsonata(pollSeconds(times, '$told.expected'))
  const wait = (expected: number, waited: number): Promise<number> =>
    plan.evaluate({}, { told: { expected }, waited_dug: waited })

  test('come once a minute at first, closely when it is due, and rarely when it is late', async () => {
    const plans = await Promise.all([0, 240, 590, 1190, 1300].map(waited => wait(600, waited)))
    expect(plans).toEqual([60, 10, 10, 10, 60])
    expect(await wait(4000, 3990)).toBe(57)
  })

  test('are never closer than is polite, heed the operator within a minute, and are as many as the rule counts on', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5400 }), async expected => {
        let polls = 1
        for (let waited = 0; waited < times.within; polls++) {
          const pause = await wait(expected, waited)
          expect(pause).toBeGreaterThanOrEqual(10)
          expect(pause).toBeLessThanOrEqual(60)
          if (waited > expected * 0.7 && waited < expected * 1.3)
            expect(pause).toBeLessThanOrEqual(Math.max(10, expected / 70))
          waited += pause
        }
        expect(polls).toBeLessThanOrEqual(worstPolls(times, true) + 1)
      }),
      { numRuns: 25 },
    ))

  test('wait for what a check has said is left, but never more than a minute, and never ask more often for it', () => {
    const told = jsonata(notBefore('$told.left', pollSeconds(times, '$told.expected')))
    return fc.assert(
      fc.asyncProperty(fc.nat(2000), fc.nat(2000), async (left, waited) => {
        const [planned, pause] = [
          await wait(600, waited),
          await told.evaluate({}, { told: { expected: 600, left }, waited_dug: waited }),
        ]
        expect(pause).toBe(Math.max(planned, Math.min(60, left)))
      }),
      { numRuns: 25 },
    )
  })

  test('know what is left only from checks that say so', () => {
    const says = (tellsLeft: boolean) =>
      check({
        ...{ name: 'is-level', takes: z.strictObject({}), gives: z.strictObject({}), throws: [] },
        needs: () => [],
        tellsLeft,
      })
    const sleepOf = (tellsLeft: boolean) => {
      const asked = scenario('asked', head, runbook =>
        runbook.waitUntil('dug', 'It is dug', says(tellsLeft), () => ({}), { expected: 60, within: 600 }),
      )
      const { States } = JSON.parse(printMachine(asked, platform, 'recover')) as { States: Record<string, object> }
      return JSON.stringify(States['It is dug: wait'])
    }
    expect(sleepOf(true)).toContain('$poll_dug.left')
    expect(sleepOf(false)).not.toContain('left')
    expect(says(true).gives.safeParse({ status: 'pending', note: 'at work' }).success).toBe(false)
    expect(says(true).gives.safeParse({ status: 'pending', note: 'at work', left: 7 }).success).toBe(true)
    expect(says(false).gives.safeParse({ status: 'pending', note: 'at work', left: 7 }).success).toBe(false)
  })

  test('of an undo that is itself a check are spaced as politely as any other', () => {
    const undone = (every: number) =>
      pollsAreSpaced(
        scenario('undone', head, runbook =>
          runbook.step('hole', 'Dig a hole', dig, () => ({})).undo('Level it', isLevel, () => ({}), { every }),
        ),
        'recover',
        platform,
      )
    expect(undone(10)).toEqual([])
    expect(undone(5)).toEqual(['"Level it" polls every 5 s; at least 10 s are needed'])
  })

  test('follow only what a step has given', () => {
    const fixed = scenario('fixed', head, runbook =>
      runbook
        .step('hole', 'Dig a hole', dig, () => ({}))
        .waitUntil('dug', 'It is dug', isLevel, () => ({}), {
          expected: 60,
          within: 600,
          estimate: $ => $.platform.muster.retainDays,
        }),
    )
    expect(() => printMachine(fixed, platform, 'recover')).toThrow('an estimate is what a step has given')
  })
})
