// `muster init`: from what Terraform prints to a platform's description, or to every fault of it; and what `npm run docs` writes.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { eventsMarkdown } from '../../control/cli/docs/events.ts'
import { emitted, heeded } from '../../domain/events.ts'
import { parsePlatform } from '../../domain/platform-file.ts'
import { draftPlatform, platformJsonSchema, terraformOutputs } from '../../domain/platform-from-terraform.ts'
import { muster } from './muster.ts'

const example = parse(readFileSync('platforms/example.yaml', 'utf8')) as Readonly<Record<string, unknown>>

/** Keys as Terraform writes them; `attachTags` keeps what it holds. */
const snaked = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(snaked)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value).map(([key, each]) => [
            key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
            key === 'attachTags' || key === 'variables' ? each : snaked(each),
          ]),
        )
      : value

/** `muster init` on these outputs, in a folder of its own. */
async function drafted(outputs: unknown, ...words: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-init-'))
  const [from, out] = [join(folder, 'output.json'), join(folder, 'platform.yaml')]
  writeFileSync(from, typeof outputs === 'string' ? outputs : JSON.stringify(outputs))
  const told = await muster(['init', '--from-terraform', from, '--out', out, ...words])
  const again = () => muster(['init', '--from-terraform', from, '--out', out, ...words])
  const text = () => readFileSync(out, 'utf8')
  return { ...told, again, text, folder }
}

describe('muster init', () => {
  test('writes the whole description that an output called muster holds, and says what to do next', async () => {
    const { code, stdout, text } = await drafted({ muster: { sensitive: false, value: snaked(example) } })
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/1 output used\nIt describes a platform\. Next: muster rehearse/),
    ])
    expect(parse(text())).toEqual(example)
    expect(parsePlatform(text())).toHaveProperty('platform')
  })

  test('tells editors where the schema is, wherever the description lies', async () => {
    const { text, folder } = await drafted({ project: { value: 'shop' } })
    const [, schema = ''] = /\$schema=(\S+)/.exec(text()) ?? []
    expect(existsSync(join(folder, schema))).toBe(true)
    expect(schema).toMatch(/docs\/platform\.schema\.json$/)
  })

  test('takes single outputs by the names of their fields, before the nested one', async () => {
    const { text, stdout } = await drafted({
      muster: { sensitive: false, value: snaked(example) },
      database_cluster_id: { value: 'another-cluster' },
      kubernetes_object_cache: { value: null },
      vpc_id: { value: 'vpc-1' },
    })
    expect(parse(text())).toMatchObject({
      database: { clusterId: 'another-cluster' },
      kubernetes: { objectCache: null },
    })
    expect(stdout).toContain('3 outputs used\n  outputs that no field is called like: vpc_id\n')
  })

  test('writes what is known and names everything else with its line, as a failure', async () => {
    const { code, stdout, text } = await drafted({
      project: { value: 'shop' },
      account: { value: 12 },
      database_secret: { value: 'very-secret', sensitive: true },
    })
    expect(code).toBe(1)
    expect(stdout).toContain('left out, because Terraform calls them sensitive: database_secret')
    expect(stdout).toMatch(
      /line 4: account: given 12; allowed is .*12-digit|line 4: account: given 12; allowed is text/,
    )
    for (const field of ['environment', 'regions', 'database', 'files', 'monitoring', 'kubernetes', 'drill', 'muster'])
      expect(stdout).toMatch(new RegExp(`line \\d+: ${field}: given`))
    expect(text()).not.toContain('very-secret')
  })

  test('replaces no file unless it is told to', async () => {
    const { again } = await drafted({ project: { value: 'shop' } })
    const refused = await again()
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/--out: given .*not there yet.*--force/s)])
    const forced = await drafted({ project: { value: 'shop' } }, '--force')
    expect((await forced.again()).stdout).toContain('1 output used')
  })

  test.each(['not JSON', '[]', '{"a": 1}'])('refuses %s, which Terraform does not print', async text => {
    const { code, stderr } = await drafted(text)
    expect([code, stderr]).toEqual([1, expect.stringMatching(/--from-terraform: given .*allowed is a file with what/)])
  })

  test('uses an output for every field of the schema, each by one name', () => {
    const flat = draftPlatform(terraformOutputs.parse({ recovery_traffic_flag_metric: { value: 'in-recovery' } }))
    expect(flat.platform).toEqual({ recovery: { traffic: { flag: { metric: 'in-recovery' } } } })
  })
})

describe('what npm run docs writes', () => {
  test('docs/events.md says what the schemas say, of every event', () => {
    const text = readFileSync('docs/events.md', 'utf8')
    expect(text).toBe(eventsMarkdown())
    for (const type of [...Object.keys(emitted), ...Object.keys(heeded)]) expect(text).toContain(`\n### ${type}\n`)
  })

  test('docs/platform.schema.json is the schema by which descriptions are checked', () => {
    const written = JSON.parse(readFileSync('docs/platform.schema.json', 'utf8'))
    expect(written).toEqual(JSON.parse(JSON.stringify(platformJsonSchema())))
    expect(written.additionalProperties).toBe(false)
    expect(written.required).toEqual(expect.arrayContaining(Object.keys(example).slice(0, 5)))
  })
})
