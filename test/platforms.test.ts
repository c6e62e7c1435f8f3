// Every example platform is one that deployment and rehearsals accept, whatever its names, its pilot light or its workloads.
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, jest, test } from '@jest/globals'
import { modes } from '../domain/run.ts'
import { controlRegions } from '../infra/control-regions.ts'
import { withoutBundling } from '../infra/function-code.ts'
import { manifestsOfBoth } from '../infra/kubernetes-access.ts'
import { musterApp } from '../infra/muster-app.ts'
import { readPlatform } from '../infra/platform-file.ts'
import { definitionOf, platformFor } from '../workflows/deployment.ts'
import { scenarios } from '../workflows/index.ts'
import { playedOnce } from './rehearsing.ts'

jest.setTimeout(120_000)

const files = readdirSync('platforms').map(name => join('platforms', name))
/** Rehearsed everywhere else. */
const [usual] = files.filter(name => name.endsWith('/example.yaml'))
const others = files.filter(name => name !== usual)

describe.each(others)('%s', file => {
  const platform = readPlatform(file)

  test('is deployed in both of its regions, within the limits of names, and nothing of the usual example is left', () => {
    process.env.CDK_VALIDATION = 'false'
    const outdir = mkdtempSync(join(tmpdir(), 'muster-platform-'))
    const { stacks } = musterApp({ platform, scenarios, code: withoutBundling, outdir }).synth()
    const regions = new Set(stacks.map(({ environment }) => environment.region))
    expect(regions).toEqual(new Set([platform.regions.primary, platform.regions.recovery]))
    const programs = { 'copy-back': '', 'look-at-store': '' }
    const written = [
      ...stacks.map(({ template }) => JSON.stringify(template)),
      ...scenarios.flatMap(each => modes.map(mode => definitionOf(each, platformFor(each, platform), mode))),
      JSON.stringify(manifestsOfBoth(controlRegions(platform, scenarios), programs)),
    ]
    for (const text of written) expect(text).not.toMatch(/wordpress-prod|us-west-2|111122223333/)
  })

  const cases = scenarios.flatMap(({ name }) => modes.map(mode => [name, mode] as const))
  test.each(cases)('survives %s (%s)', async (scenario, mode) => {
    const { outcome } = await playedOnce({ platform, scenario, mode, seed: 'elsewhere' })
    expect(outcome.ending).toBe(mode === 'recover' ? 'Recovered' : 'DrillPassed')
    expect(outcome.leftovers).toEqual([])
  })
})
