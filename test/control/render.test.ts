// What somebody on call reads after a rehearsal: by eye in goldens, and by law for whatever a rehearsal may say.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Outcome, StepOutcome } from '../../control/backends/sandbox.ts'
import { elapsedText } from '../../control/cli/render/elapsed.ts'
import { coloured, paintFor, plain } from '../../control/cli/render/paint.ts'
import { progressLines } from '../../control/cli/render/progress.ts'
import { reportMarkdown } from '../../control/cli/render/report-markdown.ts'
import { summaryLines } from '../../control/cli/render/summary.ts'
import { oneLine, widthOf, wrap } from '../../control/cli/render/text.ts'
import { defaultFolder, reportFiles } from '../../control/cli/report-folder.ts'
import { withoutSecrets } from '../../control/cli/without-secrets.ts'
import { endings, modes } from '../../domain/run.ts'
import { expectGolden } from '../golden.ts'
import { incomplete, recovered, rehearsalOf } from './sample-outcome.ts'

const report = 'reports/flooded-cellar-recover-muster/report.md'
const summary = (outcome: Outcome) => summaryLines(outcome, { paint: plain, report })
const text = (lines: readonly string[]) => `${lines.join('\n')}\n`

// Whatever could come from a log or an error: controls, escape sequences, marks, wide characters, long words.
const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        '\u001b[31m',
        '\n',
        '\t',
        '漢字',
        '🛟',
        'arn:aws:rds:us-east-1:111122223333:cluster:',
        'a'.repeat(150),
        ' ',
      ),
      { maxLength: 12 },
    )
    .map(parts => parts.join('')),
)
const seconds = fc.double({ min: 0, max: 1e6, noNaN: true })
const instants = fc.integer({ min: 0, max: 4e9 }).map(at => new Date(at * 1000).toISOString())
const counts = fc.nat({ max: 1e7 })
const objective = fc.record({ promisedSeconds: counts, achievedSeconds: fc.option(seconds), met: fc.boolean() })
const steps: fc.Arbitrary<StepOutcome> = fc.record({
  phase: words,
  name: words,
  title: words,
  startedAt: instants,
  endedAt: fc.option(instants),
  status: fc.constantFrom('done', 'failed', 'undone', 'skipped'),
  attempts: counts,
  said: words,
})
const outcomes: fc.Arbitrary<Outcome> = fc.record({
  scenario: words,
  mode: fc.constantFrom(...modes),
  seed: words,
  ending: fc.constantFrom(...endings),
  cause: words,
  startedAt: instants,
  endedAt: instants,
  steps: fc.array(steps, { maxLength: 6 }),
  objectives: fc.record({ rto: objective, rpo: objective }),
  visitors: fc.record({
    requests: counts,
    writes: counts,
    failed: counts,
    wrong: counts,
    outageSeconds: seconds,
    lostWrites: counts,
    exportedWrites: counts,
    healthyAtEnd: fc.boolean(),
  }),
  idealSeconds: seconds,
  overheadRatio: fc.double(),
  calls: fc.record({ total: counts, byOperation: fc.dictionary(words, counts, { maxKeys: 5 }) }),
  transitions: counts,
  denied: fc.array(words, { maxLength: 3 }),
  retained: fc.array(fc.record({ id: words, why: words, until: instants }), { maxLength: 3 }),
  leftovers: fc.array(words, { maxLength: 3 }),
  parity: fc.record({ checked: counts, repaired: counts, unexplained: counts }),
  cost: fc.record({ total: seconds, parts: fc.dictionary(words, seconds, { maxKeys: 4 }) }),
  wallSeconds: seconds,
})

describe('after a rehearsal the terminal shows', () => {
  test('the timeline, the measures, what remains and what to do next, when all went well', () => {
    expectGolden('summary-recovered.txt', text(summary(recovered)))
  })

  test('what failed, what could not be undone and what was not achieved, when it did not', () => {
    expectGolden('summary-rollback-incomplete.txt', text(summary(incomplete)))
  })

  test('no line wider than 100 columns, and no control character, whatever the rehearsal said', () => {
    fc.assert(
      fc.property(outcomes, outcome => {
        for (const line of summary(outcome)) {
          expect(widthOf(line)).toBeLessThanOrEqual(100)
          expect(line).not.toMatch(/\p{Cc}/u)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('no promise kept when the platform was not moved, or visitors were not served well', () => {
    fc.assert(
      fc.property(outcomes, outcome => {
        const rto = summary(outcome).find(line => line.startsWith('  RTO')) ?? ''
        const served = outcome.mode === 'drill' || outcome.visitors.healthyAtEnd
        const restored = ['Recovered', 'DrillPassed', 'Held'].includes(outcome.ending)
        if (!served || !restored) expect(rto).toContain('NOT achieved')
      }),
    )
  })

  test('a good ending with its doubts', () => {
    const shaken = {
      ...recovered,
      leftovers: ['one'],
      denied: ['two'],
      visitors: { ...recovered.visitors, healthyAtEnd: false },
    }
    const lines = summary(shaken).join(' ')

    expect(lines).toContain(
      'But visitors were not served well at the end, and 1 leftover was found, and 1 call was denied.',
    )
  })

  test('every ending with its own words and its own next step, last', () => {
    const last = endings.map(ending =>
      summary({ ...recovered, ending })
        .slice(-2)
        .join('\n'),
    )

    expect(new Set(last).size).toBe(endings.length)
    for (const each of last) expect(each).toMatch(/\nNext: .+\.$/)
  })
})

describe('while a rehearsal runs the terminal shows', () => {
  const show = { paint: plain, phases: ['Pump'] }

  test('one line for a step that went well, as much as it takes for one that failed', () => {
    const progress = [
      { kind: 'world', text: 'A cellar is built' } as const,
      ...incomplete.steps.map((step, index) => ({ kind: 'step', elapsedSeconds: index * 1000, step }) as const),
    ]

    expectGolden('progress.txt', text(progress.flatMap(each => progressLines(each, show))))
  })

  test('no line wider than 100 columns', () => {
    fc.assert(
      fc.property(steps, seconds, (step, elapsedSeconds) => {
        for (const line of progressLines({ kind: 'step', elapsedSeconds, step }, show))
          expect(widthOf(line)).toBeLessThanOrEqual(100)
      }),
    )
  })
})

describe('the report', () => {
  const command = 'npm run rehearse -- flooded-cellar'

  test('reads as the golden does', () => {
    expectGolden('report-rollback-incomplete.md', reportMarkdown(rehearsalOf(incomplete), command))
  })

  test('holds no secret value, in whatever file, and keeps the names of secrets', () => {
    const files = reportFiles(rehearsalOf(recovered), command)

    expect(Object.keys(files).sort()).toEqual([
      'calls.jsonl',
      'history.json',
      'logs.jsonl',
      'outcome.json',
      'report.md',
      'timeline.txt',
    ])
    expect(Object.values(files).join('')).not.toContain('open-sesame')
    expect(files['logs.jsonl']).toContain('cellar/key')
  })

  test('is the same again for the same rehearsal, however long it took here', () => {
    const slow = rehearsalOf({ ...recovered, wallSeconds: 99 })

    expect(reportFiles(slow, command)['report.md']).toBe(reportFiles(rehearsalOf(recovered), command)['report.md'])
  })

  test('changes nothing of data that holds no secret', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        // JSON inside a text is written anew, so its spaces may change.
        fc.pre(!/token|password|secret|authorization|"\s*[[{]/i.test(JSON.stringify(value)))

        expect(JSON.stringify(withoutSecrets(value))).toBe(JSON.stringify(value))
      }),
    )
  })

  test('goes into a folder that stays in reports, whatever the seed', () => {
    fc.assert(
      fc.property(words, seed => {
        expect(defaultFolder({ scenario: 'a', mode: 'drill', seed })).toMatch(/^reports\/a-drill-[\w.-]*$/)
      }),
    )
  })
})

describe('text', () => {
  test('wraps into lines that fit and loses no word', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 2, max: 60 }), (given, width) => {
        const lines = wrap(given, width)

        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width)
        expect(lines.join('').replaceAll(' ', '')).toBe(oneLine(given).replaceAll(' ', ''))
      }),
    )
  })

  test('from a log cannot colour, move or hide anything', () => {
    expect(oneLine('\u001b[31mred\u001b[0m\n\u001b]0;title\u0007 \u202eback\u0000')).toBe('red 0;title back')
  })

  test('tells elapsed time in hours, minutes and seconds', () => {
    expect([0, 750, 3661, 400_000].map(elapsedText)).toEqual(['+00:00:00', '+00:12:30', '+01:01:01', '+111:06:40'])
  })

  test('is coloured on a terminal only, and not when NO_COLOR is set', () => {
    expect(paintFor({ isTTY: true, env: {} })).toBe(coloured)
    expect(paintFor({ isTTY: true, env: { NO_COLOR: '1' } })).toBe(plain)
    expect(paintFor({ isTTY: true, env: { TERM: 'dumb' } })).toBe(plain)
    expect(paintFor({ isTTY: false, env: {} })).toBe(plain)
    expect(coloured('red', 'x')).toBe('\u001b[31mx\u001b[39m')
  })
})
