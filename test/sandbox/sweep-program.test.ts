// The program `npm run sweep`: what may be typed, which sources are swept, and what it tells at its end.
import { describe, expect, test } from '@jest/globals'
import { runSweep } from '../../sandbox/sweep/program.ts'
import { textOf } from '../../sandbox/sweep/report.ts'
import { inputFor, sourcesAsked, sourcesOf } from '../../sandbox/sweep/sources.ts'
import { scenarios } from '../../workflows/index.ts'
import { platform } from '../rehearsing.ts'

describe('npm run sweep', () => {
  let told = ''
  const write = (text: string) => {
    told += text
  }
  const typed = async (line: string) => {
    told = ''
    const from = { terminal: { out: write, err: write }, scenarios, readPlatform: () => platform, now: () => 0 }
    return { code: await runSweep(line.split(' '), from), told }
  }

  test.each([
    ['--help', 0, /^Usage: sweep .*--source <source>.*Exit codes:/s],
    ['--sample 1.5', 1, /'--sample <number>' argument '1.5' is invalid. Allowed is a whole number from 1/],
    ['--workers 0', 1, /'--workers <number>' argument '0' is invalid. Allowed is a whole number from 1/],
    ['--kinds denied,floods', 1, /'denied,floods' is invalid. Allowed are fails-once, .*, aborted, with commas/],
    ['--mode both', 1, /'both' is invalid. Allowed choices are recover, drill/],
    [
      '--source tape',
      1,
      /'tape' is invalid. Allowed choices are point-in-time, recovery-point, snapshot, items, whole, export, all/,
    ],
    ['flood', 1, /'flood' is invalid for argument 'scenario'. Allowed choices are database-corruption, .*all/],
    ['--smaple 3', 1, /unknown option '--smaple'\n\(Did you mean --sample\?\)/],
  ] as const)('%s: exit code %i, and what is allowed', async (line, code, says) => {
    expect(await typed(line)).toEqual({ code, told: expect.stringMatching(says) })
    if (code !== 0) expect(told).toContain('Nothing was run')
  })

  test('--source all is every way that the request of each scenario leaves open, in recovery and in drills', () => {
    const ways = scenarios.map(each => [each.name, sourcesOf(each, 'recover'), sourcesOf(each, 'drill')])
    const sources = ['point-in-time', 'recovery-point', 'snapshot']
    expect(ways).toEqual([
      ['database-corruption', sources, sources],
      ['file-deletion', ['items', 'whole'], ['whole']],
      ['monitoring-loss', ['recovery-point', 'export'], ['recovery-point']],
      ['region-failure', [], []],
    ])
    expect(sourcesAsked('all', sources)).toEqual(sources)
    expect(inputFor('file-deletion', 'whole')).toEqual({ mode: 'whole' })
    expect(inputFor('monitoring-loss', 'export')).toEqual({ grafana: 'export' })
    expect(inputFor('file-deletion', null)).toEqual({})
  })

  test('a request that names no source is swept as it is; a source that nobody knows is refused', async () => {
    expect(sourcesAsked('all', [])).toEqual([null])
    expect(sourcesAsked('snapshot', ['snapshot'])).toEqual(['snapshot'])
    expect(sourcesAsked('tape', ['snapshot'])).toBeUndefined()
    const says = /'items' is invalid for file-deletion. Allowed choices are whole, all/
    expect(await typed('file-deletion --mode drill --source items')).toEqual({
      code: 1,
      told: expect.stringMatching(says),
    })
  })

  test('ends with how many rehearsals there were, how fast, and how they ended in all', () => {
    const verdict = { name: 'any', kind: 'denied', place: 'working', cause: '', faults: [] } as const
    const swept = (ending: 'Held' | 'RolledBack', faults: readonly string[] = []) =>
      ({
        scenario: 'flood',
        mode: 'recover',
        source: 'snapshot',
        verdicts: [{ ...verdict, ending, faults }],
        seconds: 2,
      }) as const
    const text = textOf([swept('Held'), swept('RolledBack'), swept('Held', ['left unnamed: a cluster'])])
    expect(text).toContain('flood (recover, snapshot): 1 rehearsals in 2.0 s, 0.5 a second')
    expect(text).toMatch(
      /In all: 3 rehearsals in 6.0 s, 0.5 a second\n {2}Held +2\n {2}RolledBack +1\n {2}1 did not end/,
    )
  })
})
