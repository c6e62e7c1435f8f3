// What people read of a runbook: Markdown, the terminal, and the data behind both; and that docs/runbooks is current.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { explainLines } from '../../control/cli/render/explain.ts'
import { plain } from '../../control/cli/render/paint.ts'
import { widthOf } from '../../control/cli/render/text.ts'
import { readPlatformFile } from '../../control/platform-file.ts'
import { modes } from '../../domain/run.ts'
import { needsOf } from '../../lambdas/permissions.ts'
import { platformFor, usesOf } from '../../workflows/deployment.ts'
import { scenarios } from '../../workflows/index.ts'
import type { Item, Outline } from '../../workflows/language/markdown/outline.ts'
import { outlineOf } from '../../workflows/language/markdown/outline-of.ts'
import { code, table } from '../../workflows/language/markdown/table.ts'
import { verbsIn } from '../../workflows/language/markdown/verbs.ts'
import { runbookMarkdown } from '../../workflows/language/markdown.ts'
import { everyNode } from '../../workflows/language/walk.ts'
import { expectGolden } from '../golden.ts'
import { floodedCellar } from './small-runbook.ts'

const platform = readPlatformFile('platforms/example.yaml')
const all = [...scenarios, floodedCellar]
const outlines = all.flatMap(scenario =>
  modes.map(mode => ({ scenario, outline: outlineOf(scenario, platformFor(scenario, platform), mode) })),
)

const flat = (items: readonly Item[]): readonly Item[] =>
  items.flatMap(item => {
    if (item.kind === 'choice' || item.kind === 'optional') return [item, ...flat(item.items)]
    if (item.kind === 'parallel') return [item, ...item.branches.flatMap(branch => flat(branch.items))]
    return [item]
  })
const itemsOf = ({ phases }: Outline) => phases.flatMap(({ items }) => flat(items))

describe('a runbook in Markdown', () => {
  test('reads as the golden does', () => {
    const text = runbookMarkdown(floodedCellar, platform)
    // Permissions of the verbs around every runbook are no matter of this one.
    const around = outlineOf(floodedCellar, platform, 'recover').around.map(({ verb }) => `| \`${verb}\` |`)
    const lines = text.split('\n').filter(line => !around.some(row => line.startsWith(row)))

    expectGolden('flooded-cellar.md', lines.join('\n'))
  })

  test.each(scenarios.map(each => [each.name, each] as const))(
    'docs/runbooks/%s.md is current: else run `npm run docs`',
    (name, scenario) => {
      expect(readFileSync(`docs/runbooks/${name}.md`, 'utf8')).toBe(
        runbookMarkdown(scenario, platformFor(scenario, platform)),
      )
    },
  )

  test('there is no runbook without its scenario', () => {
    expect(readdirSync('docs/runbooks').sort()).toEqual(scenarios.map(({ name }) => `${name}.md`).sort())
  })

  test('what would break a table or code is escaped', () => {
    expect(table(['a'], [['one | two\nthree']])).toBe('| a |\n|---|\n| one \\| two three |')
    expect(code('a `b` c')).toBe('`` a `b` c ``')
  })
})

describe('a runbook explained', () => {
  test.each(modes)('reads as the golden does in %s mode', mode => {
    const lines = explainLines({ ...outlineOf(floodedCellar, platform, mode), around: [] }, plain)
    expectGolden(`flooded-cellar-${mode}.txt`, `${lines.join('\n')}\n`)
  })

  test('no line is wider than 100 columns', () => {
    const lines = outlines.flatMap(({ outline }) => explainLines(outline, plain))

    expect(lines.filter(line => widthOf(line) > 100)).toEqual([])
  })

  test('tells every step, wait and approval of the machine, once, numbered from 1 without a gap', () => {
    for (const { scenario, outline } of outlines) {
      const told = itemsOf(outline).flatMap(item => ('number' in item ? [item] : []))
      const nodes = everyNode(scenario.nodes, outline.mode).filter(({ kind }) =>
        ['step', 'wait', 'approve'].includes(kind),
      )

      expect(told.map(item => item.title)).toEqual(nodes.map(node => 'title' in node && node.title))
      expect(told.map(item => item.number)).toEqual(told.map((_, index) => index + 1))
    }
  })

  test('tells every permission that is granted, and no other', () => {
    for (const { scenario, outline } of outlines) {
      const granted = usesOf([scenario], outline.mode).map(use => ({
        name: use.contract.name,
        needs: needsOf(use, platform, outline.mode),
      }))
      const told = new Map(verbsIn(outline).map(({ verb, permissions }) => [verb, permissions]))

      // The few that only hold a paused run for the operator stand around the runbook.
      expect([...told.keys()]).toEqual(granted.map(({ name }) => name))
      for (const { name, needs } of granted) {
        const actions = needs.flatMap(need => (need.kind === 'aws' ? need.actions : []))
        const text = told.get(name)?.join('\n') ?? ''
        expect(actions.filter(action => !text.includes(action))).toEqual([])
        expect(text === '').toBe(needs.length === 0)
      }
    }
  })

  test('says of no verb that only reads or checks that it changes the platform', () => {
    // Whoever asks Grafana must log in first, which is a POST and changes nothing.
    const own = /muster-control|muster-evidence|runs\/|:wordpress-prod-muster|create services\/proxy/
    const reading = outlines.flatMap(({ scenario, outline }) => {
      // Some checks act, round by round, on production, and say so.
      const reads = usesOf([scenario], outline.mode).filter(
        ({ contract }) => contract.effect !== 'changes' && !contract.production,
      )
      const names = new Set(reads.map(({ contract }) => contract.name))
      return itemsOf(outline).flatMap(item => ('verb' in item && names.has(item.verb) ? item.changes : []))
    })

    expect(reading.filter(change => !own.test(change))).toEqual([])
  })
})
