// `optional`: what a run can do without, where it may stand, and what a failure of it comes to.
import { describe, expect, test } from '@jest/globals'
import * as z from 'zod'
import { readPlatformFile } from '../../control/platform-file.ts'
import { minutes } from '../../domain/duration.ts'
import { check, contract } from '../../lambdas/contract.ts'
import { printMachine } from '../../workflows/language/asl/machine.ts'
import type { Node, Scenario } from '../../workflows/language/nodes.ts'
import { expectedSeconds } from '../../workflows/language/rules/budget-fits-rto.ts'
import { worstEvents } from '../../workflows/language/rules/history-fits.ts'
import { type Bare, type Passage, scenario } from '../../workflows/language/scenario.ts'
import { everyNode, undoRounds } from '../../workflows/language/walk.ts'

const platform = readPlatformFile('platforms/example.yaml')
const verb = (name: string) =>
  contract({
    ...{ name, effect: 'changes', throws: [], needs: () => [], again: 'does it again' },
    takes: z.strictObject({}),
    gives: z.strictObject({ done: z.boolean() }),
  })
const [mend, spoil, paint, scrape] = ['mend', 'spoil', 'paint', 'scrape'].map(verb) as [
  ReturnType<typeof verb>,
  ReturnType<typeof verb>,
  ReturnType<typeof verb>,
  ReturnType<typeof verb>,
]
const dry = check({
  ...{ name: 'check-dry', takes: z.strictObject({}), gives: z.strictObject({}), throws: [], needs: () => [] },
})

const request = z.strictObject({ requestedBy: z.null().default(null) })
const house = (runbook: (p: Passage<Bare>) => { readonly nodes: readonly Node[] }): Scenario =>
  scenario(
    'house',
    {
      ...{ title: 'House', summary: 'Mend it.', objectives: { rto: minutes(9), rpo: {} } },
      requests: { recover: request, drill: request },
    },
    p => runbook(p as never),
  )

const mended = (p: Passage<Bare>) => p.step('mended', 'Mend it', mend, () => ({})).undo('Spoil it', spoil, () => ({}))
const painted = (p: Passage<Bare>) =>
  p
    .step('painted', 'Paint it', paint, () => ({}))
    .undo('Scrape it', scrape, () => ({}))
    .waitUntil('dried', 'It is dry', dry, () => ({}), { expected: minutes(3), within: minutes(20) })

const last = house(p =>
  mended(p)
    .serving(() => 'hold')
    .optional('Make it nice', painted),
)
type Printed = Readonly<
  Record<string, { readonly Catch?: readonly { readonly Next: string }[]; readonly Next?: string }>
>
const statesOf = (each: Scenario): Printed => JSON.parse(printMachine(each, platform, 'recover')).States

describe('an optional passage', () => {
  test('fails into its own undos, and from there on to where the run goes on', () => {
    const states = statesOf(last)
    expect(states['Paint it']?.Catch?.map(({ Next }) => Next)).toEqual(['Make it nice: without it'])
    expect(states['Mend it']?.Catch?.map(({ Next }) => Next)).toEqual(['Something failed'])
    expect(states['Make it nice: let it end']?.Next).toBe('Begun? Paint it')
    expect(states['Scrape it']?.Next).toBe('Make it nice: walked back')
    expect(states['Make it nice: over']?.Next).toBe('The runbook is done')
  })

  test('has no part in the chain of the rest', () => {
    expect(undoRounds(last.nodes, 'recover').map(round => round.map(({ name }) => name))).toEqual([['mended']])
  })

  test('counts towards no promise, and its polls are a minute apart', () => {
    expect(expectedSeconds(last.nodes, 'recover')).toBe(0)
    const waits = everyNode(last.nodes, 'recover').flatMap(node => (node.kind === 'wait' ? [node.every] : []))
    expect(waits).toEqual([60])
  })

  test('is not counted together with the walk back of the rest, for only one of them can happen', () => {
    const without = house(p => mended(p).serving(() => 'hold'))
    const alone = house(p => painted(p.serving(() => 'hold')))
    const apart = [without, alone].map(({ nodes }) => worstEvents(nodes, 'recover'))
    expect(worstEvents(last.nodes, 'recover')).toBeLessThan((apart[0] ?? 0) + (apart[1] ?? 0))
  })

  test.each([
    ['before anything serves', (p: Passage<Bare>) => mended(p).optional('Make it nice', painted)],
    [
      'inside another passage',
      (p: Passage<Bare>) =>
        p
          .serving(() => 'hold')
          .parallel('both', 'Both', { one: q => q.optional('Make it nice', painted), two: mended }),
    ],
    [
      'twice',
      (p: Passage<Bare>) =>
        p
          .serving(() => 'hold')
          .optional('Mend the fence', mended)
          .optional('Make it nice', painted),
    ],
  ])('does not print %s', (_, runbook) => {
    expect(() => statesOf(house(runbook))).toThrow('optionals-come-last')
  })
})
