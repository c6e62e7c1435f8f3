// `either`: several ways to the same, what is known after them, and what of it does not print.
import { describe, expect, test } from '@jest/globals'
import * as z from 'zod'
import { readPlatformFile } from '../../control/platform-file.ts'
import { minutes } from '../../domain/duration.ts'
import { contract } from '../../lambdas/contract.ts'
import { printMachine } from '../../workflows/language/asl/machine.ts'
import { eventsOfWakings } from '../../workflows/language/asl/wake.ts'
import type { Node, Scenario } from '../../workflows/language/nodes.ts'
import { expectedSeconds } from '../../workflows/language/rules/budget-fits-rto.ts'
import { worstEvents } from '../../workflows/language/rules/history-fits.ts'
import { type Bare, type Passage, scenario } from '../../workflows/language/scenario.ts'
import { given, undoable } from '../../workflows/language/walk.ts'

const platform = readPlatformFile('platforms/example.yaml')

const verb = (name: string) =>
  contract({
    name,
    effect: 'changes',
    takes: z.strictObject({ depth: z.int() }),
    gives: z.strictObject({ depth: z.int() }),
    throws: [],
    needs: () => [],
    again: 'does it again',
  })
const [pump, bucket, undo, other] = ['pump', 'bucket', 'undo', 'other'].map(verb) as [
  ReturnType<typeof verb>,
  ReturnType<typeof verb>,
  ReturnType<typeof verb>,
  ReturnType<typeof verb>,
]

const request = z.strictObject({ by: z.enum(['pump', 'bucket']), requestedBy: z.null().default(null) })
type Asked = Bare & { readonly request: z.infer<typeof request> }

const dry =
  (name: 'dry' | 'damp', title: string, how: typeof pump, back = 'Let it run in again') =>
  (p: Passage<Asked>) =>
    p.step(name, title, how, () => ({ depth: 1 })).undo(back, undo, () => ({ depth: 2 }))

const runbook = (nodes: (p: Passage<Asked>) => { readonly nodes: readonly Node[] }): Scenario =>
  scenario(
    'cellar',
    {
      title: 'Cellar',
      summary: 'Dry it.',
      objectives: { rto: minutes(9), rpo: {} },
      requests: { recover: request, drill: request },
    },
    p => nodes(p as never),
  )

const byEither = runbook(p =>
  p
    .either('By what?', $ => $.request.by, {
      pump: dry('dry', 'Pump it out', pump),
      bucket: dry('dry', 'Carry it out', bucket),
    })
    .step('after', 'Look', other, $ => ({ depth: $.dry.depth })),
)

const states = (of: Scenario) =>
  (JSON.parse(printMachine(of, platform, 'recover')) as { States: Record<string, Record<string, unknown>> }).States

describe('either', () => {
  test('prints one Choice, whose last way is its default, and each way goes on to the same', () => {
    const printed = states(byEither)

    expect(printed['By what?']).toMatchObject({
      Type: 'Choice',
      Choices: [{ Condition: "{% $request.by = 'pump' %}".replaceAll("'", '"'), Next: 'Pump it out' }],
      Default: 'Carry it out',
    })
    expect([printed['Pump it out']?.Next, printed['Carry it out']?.Next]).toEqual(['Look', 'Look'])
    expect(printed['Pump it out']?.Assign).toMatchObject({ dry: expect.any(String) })
    expect(printed['Carry it out']?.Assign).toMatchObject({ dry: expect.any(String) })
  })

  test('gives what every way gives; a step that ways share is undone once', () => {
    expect(given(byEither.nodes, 'recover')).toEqual(['dry', 'after'])
    expect(undoable(byEither.nodes, 'recover').map(({ name }) => name)).toEqual(['dry'])
    expect(Object.keys(states(byEither)).filter(name => name.startsWith('Let it run in again'))).toHaveLength(1)
  })

  test('counts its longest way towards the promise', () => {
    const way = (expected: number) => ({ kind: 'wait', expected, countsTowardsRto: true }) as unknown as Node
    const node: Node = { kind: 'either', title: 'x', on: () => ({}), ways: { a: [way(60)], b: [way(30), way(40)] } }

    expect(expectedSeconds([node], 'recover')).toBe(70)
  })

  test('counts its longest way, undo included, towards the history’s limit', () => {
    const alone = runbook(dry('dry', 'Pump it out', pump)).nodes
    const [either] = byEither.nodes
    const ways = worstEvents(either ? [either] : [], 'recover')

    const woken = (nodes: readonly Node[]) => eventsOfWakings(nodes, 'recover')
    // The Choice itself: entered and exited. And functions of both ways are woken.
    expect(ways - woken(either ? [either] : []) - (worstEvents(alone, 'recover') - woken(alone))).toBe(2)
  })

  test('what only one way has learnt is known in that way again, and nowhere else', () => {
    const twice = (inPump: boolean) =>
      runbook(p => {
        const first = p.either('By what?', $ => $.request.by, {
          pump: dry('dry', 'Pump it out', pump),
          bucket: dry('damp', 'Carry it out', bucket, 'Carry it in again'),
        })
        const using = (title: string) => (q: Passage<Asked & { readonly dry: { readonly depth: number } }>) =>
          q.step('looked', title, other, $ => ({ depth: $.dry.depth }))
        const looking = (title: string) => (q: Passage<Asked>) => q.step('looked', title, other, () => ({ depth: 3 }))
        const ways = { pump: looking('Look at it'), bucket: looking('Look on') }
        const changed = inPump ? { ...ways, pump: using('Look at it') } : { ...ways, bucket: using('Look on') }
        return (first as Passage<Asked>).either('And now?', $ => $.request.by, changed as never)
      })

    expect(() => states(twice(true))).not.toThrow()
    expect(() => states(twice(false))).toThrow('"Look on" refers to $.dry.depth, which is not known there')
  })

  test('does not print when ways undo a step of one name differently, or use a name that is taken', () => {
    const differently = runbook(p =>
      p.either('By what?', $ => $.request.by, {
        pump: dry('dry', 'Pump it out', pump),
        bucket: dry('dry', 'Carry it out', bucket, 'Carry it in again'),
      }),
    )
    const taken = runbook(p =>
      (p.step('damp', 'Look', other, () => ({ depth: 1 })) as Passage<Asked>).either('By what?', $ => $.request.by, {
        pump: dry('dry', 'Pump it out', pump),
        bucket: dry('damp', 'Carry it out', bucket, 'Carry it in again'),
      }),
    )

    expect(() => states(differently)).toThrow('"dry" stands in several ways of an either and is undone differently')
    expect(() => states(taken)).toThrow('two steps are called "damp"')
  })
})

describe('either in a parallel passage', () => {
  const nothing = (q: Passage<Asked>) => q
  const pumped = (q: Passage<Asked>) => q.step('dry', 'Pump it out', other, () => ({ depth: 1 }))
  const drained = (q: Passage<Asked & { readonly dry: { readonly depth: number } }>) =>
    q.step('drain', 'Drain it', pump, () => ({ depth: 1 })).undo('Fill it', undo, $ => ({ depth: $.dry.depth }))
  const inBranches = (p: Passage<Asked>) =>
    p
      .either('By what?', $ => $.request.by, { pump: pumped, bucket: nothing })
      .parallel('both', 'Do both', {
        left: q => q.either('Pumped on the left?', $ => $.request.by, { pump: drained, bucket: nothing }),
        right: q => q.step('mop', 'Mop it', bucket, () => ({ depth: 1 })).undo('Spill it', undo, () => ({ depth: 1 })),
      })

  test('marks as begun only what the way taken may have begun, and lets its undo use what that way has learnt', () => {
    const printed = states(runbook(inBranches))

    expect(printed['Do both: begin']?.Assign).toMatchObject({
      begun: `{% $merge([$begun, {'mop': true}, $request.by = "pump" ? {'drain': true} : {}]) %}`,
    })
  })

  test('an undo may not use what a passage gave: a run that is unwound knows the results of steps only', () => {
    const afterwards = runbook(p =>
      inBranches(p)
        .step('last', 'Look', other, () => ({ depth: 1 }))
        .undo('Look away', undo, $ => ({ depth: $.both.right.mop.depth })),
    )

    expect(() => states(afterwards)).toThrow(
      '"Look away" refers to $.both.right.mop.depth, and a passage\'s results are not recorded',
    )
  })
})
