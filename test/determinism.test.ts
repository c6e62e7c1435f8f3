// The same seed gives the same bytes: twice, elsewhere, in another time zone, after something else, and from bundles.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { stop } from 'esbuild'
import type { Mode } from '../domain/run.ts'
import { bundleVerbs } from '../infra/bundle.ts'
import type { Rehearsal } from '../sandbox/rehearsal.ts'
import { scenarioNamed, verbsOf } from '../sandbox/rehearse.ts'
import { asked, rehearsed } from './rehearsing.ts'
import { realResources } from './tripwire.ts'

// Bundling takes about 0.2 s a verb; the machine may be busy.
jest.setTimeout(180_000)

// esbuild keeps a process at hand that nobody else would end.
afterAll(() => stop())

/** Everything that a rehearsal gives, but for the real seconds that it took. */
const bytesOf = ({ outcome, ...rest }: Rehearsal): string =>
  JSON.stringify({ outcome: { ...outcome, wallSeconds: 0 }, ...rest })

const digestOf = (rehearsal: Rehearsal): string => createHash('sha256').update(bytesOf(rehearsal)).digest('hex')

/** Where two texts part, for people: thousands of events are no message. */
function expectSameBytes(found: Rehearsal, wanted: Rehearsal): void {
  const [a, b] = [bytesOf(found), bytesOf(wanted)]
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  expect(a.slice(Math.max(0, at - 80), at + 200)).toBe(b.slice(Math.max(0, at - 80), at + 200))
  expect(a.length).toBe(b.length)
}

/** The digest of a rehearsal in a process of its own, in that time zone. */
async function digestIn(timeZone: string): Promise<string> {
  const script = `
    import { createHash } from 'node:crypto'
    import { rehearse } from './sandbox/rehearse.ts'
    const { outcome, ...rest } = await rehearse(JSON.parse(process.env.REQUEST))
    const text = JSON.stringify({ outcome: { ...outcome, wallSeconds: 0 }, ...rest })
    console.log(new Date(Date.UTC(2030, 0, 1)).getHours(), createHash('sha256').update(text).digest('hex'))`
  const env = { ...process.env, TZ: timeZone, REQUEST: JSON.stringify(asked({ seed: 'same' })) }
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], { env })
  return stdout.trim()
}

/** Calm rehearsals with which others are compared; each is made when it is first asked for. */
const once = new Map<string, Promise<Rehearsal>>()
function first(given: { readonly seed: string; readonly mode?: Mode }): Promise<Rehearsal> {
  const name = JSON.stringify(given)
  const made = once.get(name) ?? rehearsed(given)
  once.set(name, made)
  return made
}

describe('the same seed', () => {
  test('gives the same bytes twice, with another rehearsal in between', async () => {
    const one = await first({ seed: 'same' })
    const other = await first({ seed: 'other', mode: 'drill' })
    const again = await rehearsed({ seed: 'same' })

    expectSameBytes(again, one)
    expect(one.history.length).toBeGreaterThan(500)
    expect(one.calls.length).toBeGreaterThan(300)
    expect(one.logs.length).toBeGreaterThan(50)
    expect(one.messages.length).toBeGreaterThan(2)
    expect(digestOf(other)).not.toBe(digestOf(one))
  })

  test('gives the same bytes in other processes, whatever their time zone', async () => {
    const here = digestOf(await first({ seed: 'same' }))
    const there = await Promise.all(['Pacific/Kiritimati', 'America/St_Johns'].map(digestIn))

    expect(there).toEqual([`14 ${here}`, `20 ${here}`])
  })

  test('gives the same bytes from the bundles that are deployed as from the sources', async () => {
    const bundles = mkdtempSync(join(tmpdir(), 'muster-bundles-'))
    await bundleVerbs(verbsOf(scenarioNamed('database-corruption'), 'drill'), bundles)

    expectSameBytes(
      await rehearsed({ seed: 'same', mode: 'drill', bundles }),
      await first({ seed: 'same', mode: 'drill' }),
    )
  })

  test('touches no timer, file or socket while it rehearses', async () => {
    // What is loaded on the way to the first one is read from files.
    await first({ seed: 'same', mode: 'drill' })

    expect(await realResources(() => rehearsed({ seed: 'same', mode: 'drill' }))).toEqual([])
  })
})

test('another seed gives other durations', async () => {
  const same = await first({ seed: 'same', mode: 'drill' })
  const other = await first({ seed: 'other', mode: 'drill' })

  expect(same.outcome.endedAt).not.toBe(other.outcome.endedAt)
})
