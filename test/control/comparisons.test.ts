// Rehearsals compared: from each source of restore, or of every scenario, with their measures in one table.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { RehearsalRequest } from '../../control/backends/sandbox.ts'
import { compareSources } from '../../control/cli/commands/compare-sources.ts'
import type { Surroundings } from '../../control/cli/commands/surroundings.ts'
import { comparisonTable } from '../../control/cli/render/comparison.ts'
import { plain } from '../../control/cli/render/paint.ts'
import { widthOf } from '../../control/cli/render/text.ts'
import { readPlatformFile } from '../../control/platform-file.ts'
import type { Ending } from '../../domain/run.ts'
import { muster } from './muster.ts'
import { recovered, rehearsalOf } from './sample-outcome.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const request: RehearsalRequest = {
  scenario: 'flooded-cellar',
  mode: 'recover',
  seed: 'muster',
  platform: readPlatformFile('platforms/example.yaml'),
  input: { contain: 'now' },
  approving: { kind: 'never' },
  faults: [],
}
const options = { mode: 'recover', input: [], from: 'all', platform: '', seed: 'muster', fault: [], approve: 'never' }

async function compared(endings: Readonly<Record<string, Ending>>, json = false) {
  const asked: unknown[] = []
  const written = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    write: (text: string) => {
      written[name] += text
    },
  })
  const from = {
    terminal: { stdout: output('stdout'), stderr: output('stderr'), env: {} },
    sandbox: {
      rehearse: async ({ input }: RehearsalRequest) => {
        asked.push(input)
        return rehearsalOf({ ...recovered, ending: endings[String(input.from)] ?? 'Recovered' })
      },
    },
  } as unknown as Surroundings
  const given = { sources: Object.keys(endings), request, options: { ...options, json, report: folder } }
  return { code: await compareSources(given, from), asked, ...written }
}

describe('--from all', () => {
  test('rehearses from each source, keeps the rest of what was asked, and reports each by itself', async () => {
    const { code, asked, stdout, stderr } = await compared({ shelf: 'Recovered', attic: 'Recovered' })

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(asked).toEqual([
      { contain: 'now', from: 'shelf' },
      { contain: 'now', from: 'attic' },
    ])
    expect(stdout).toMatch(/\nfrom +ended as +RTO +of +RPO +of +lost +exported\nshelf +Recovered/)
    for (const source of ['shelf', 'attic']) expect(existsSync(join(folder, source, 'report.md'))).toBe(true)
  })

  test('ends with the worst exit code of all, and with --json gives one object', async () => {
    const { code, stdout, stderr } = await compared({ shelf: 'RolledBack', attic: 'Recovered' }, true)

    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ shelf: { ending: 'RolledBack' }, attic: { ending: 'Recovered' } })
  })

  test('makes a table of at most 100 columns, whatever the ending', () => {
    const long = { ...recovered, ending: 'RollbackIncomplete' as const }
    const lines = comparisonTable('from', { 'point-in-time': recovered, 'recovery-point': long }, plain)

    expect(lines).toHaveLength(3)
    expect(lines.filter(line => widthOf(line) > 100)).toEqual([])
  })

  test.each(['all', 'shelf'])('--from %s of a request that has no source is refused; nothing is run', async source => {
    const { code, stderr, requests } = await muster(['rehearse', 'flooded-cellar', '--from', source])

    expect({ code, requests }).toEqual({ code: 1, requests: [] })
    expect(stderr).toContain('a field that the request does not have')
  })

  test('a source that no promise names is refused', async () => {
    const { stderr } = await muster(['rehearse', 'flooded-cellar', '--from', 'tape'])

    expect(stderr).toContain('--from: given "tape"; allowed is shelf, all.')
  })
})

describe('muster rehearse all', () => {
  test('rehearses every scenario with its usual request and gives one table', async () => {
    const { code, stdout, requests } = await muster(['rehearse', 'all', '--mode', 'drill', '--report', folder])

    expect(code).toBe(0)
    expect(requests.map(({ scenario, mode, input }) => ({ scenario, mode, input }))).toEqual([
      { scenario: 'flooded-cellar', mode: 'drill', input: {} },
    ])
    expect(stdout).toMatch(/\nscenario +ended as +RTO/)
    expect(stdout).toMatch(/\nflooded-cellar +/)
    expect(existsSync(join(folder, 'flooded-cellar', 'report.md'))).toBe(true)
  })

  test.each([[['--input', 'contain=now']], [['--fault', 'late']], [['--from', 'shelf']]])(
    'with %j is refused: one runbook alone understands it',
    async words => {
      const { code, stderr, requests } = await muster(['rehearse', 'all', ...words])

      expect({ code, requests }).toEqual({ code: 1, requests: [] })
      expect(stderr).toContain(`given "all" with ${words.join(' ')}`)
    },
  )
})
