// The benchmarks run, at sizes that take seconds, and print a table each. How fast anything is, is not asserted.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { timeRehearsals } from '../bench/rehearsals.ts'
import { textOf } from '../bench/section.ts'

const execute = promisify(execFile)
const MAIN = new URL('../bench/main.ts', import.meta.url).pathname

/** A machine that others use, too, may be many times slower than a quiet one. */
const PATIENCE = 300_000

type Tables = Readonly<Record<string, readonly (readonly string[])[]>>

async function tables(...given: readonly string[]): Promise<Tables> {
  const tiny = ['--share', '0.005', '--rounds', '1', '--verbs', 'check-request', '--scenarios', 'database-corruption']
  const { stdout } = await execute(process.execPath, ['--no-warnings', MAIN, ...tiny, ...given])
  return tablesIn(stdout)
}

function tablesIn(text: string): Tables {
  const sections = text.split(/^## /m).slice(1)
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim())
  return Object.fromEntries(
    sections.map(section => [
      section.split('\n')[0],
      section
        .split('\n')
        .filter(line => line.startsWith('|'))
        .map(cells),
    ]),
  )
}

const NUMBER = /^-?[\d,]+(\.\d+)?$/
const RATIO = /^\d+\.\d ×$/

test(
  'engine and memory are compared case by case, and every bundle is loaded',
  async () => {
    const {
      Engine: engine = [],
      Memory: memory = [],
      Handlers: handlers = [],
    } = await tables('--only', 'engine,memory,bundles')

    expect(engine.slice(2).map(([name]) => name)).toEqual([
      '5-Pass chain',
      '5-Pass chain, 2 KB',
      '5-iteration loop',
      '5-item Map',
      '50-item Map',
      '5-Task chain',
    ])
    for (const row of [...engine.slice(2), ...memory.slice(2)]) {
      for (const cell of row.slice(1)) expect(cell.endsWith('×') ? RATIO.test(cell) : NUMBER.test(cell)).toBe(true)
    }
    expect(memory.slice(2).map(([name]) => name)).toEqual(engine.slice(2).map(([name]) => name))
    expect(handlers.map(([name]) => name)).toContain('check-request')
  },
  PATIENCE,
)

test(
  'rehearsals and sweeps are timed in both modes',
  async () => {
    const { Sweep: sweep = [] } = await tables('--only', 'sweep')
    // In this process, which has loaded what a process of its own would spend its time on.
    const settings = { share: 0.005, rounds: 1, verbs: [], scenarios: ['database-corruption'] }
    const { Rehearsals: rehearsals = [] } = tablesIn(textOf(await timeRehearsals(settings)))

    for (const table of [rehearsals, sweep]) {
      const names = table.slice(2).map(([name = '']) => name)
      expect(names).toEqual(expect.arrayContaining(['database-corruption, recover', 'database-corruption, drill']))
      for (const [, time = ''] of table.slice(2)) expect(NUMBER.test(time)).toBe(true)
    }
  },
  PATIENCE,
)

test(
  'a benchmark that does not exist is refused by name',
  async () => {
    await expect(tables('--only', 'nothing')).rejects.toThrow(
      'allowed is engine, memory, rehearsals, overhead, sweep, bundles',
    )
  },
  PATIENCE,
)
