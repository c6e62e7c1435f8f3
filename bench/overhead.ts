// How much longer a run takes than it must: over twenty seeds, against the same run with completion noticed instantly.
import { readPlatformFile } from '../control/platform-file.ts'
import { type Mode, modes } from '../domain/run.ts'
import type { RehearsalRequest } from '../sandbox/rehearsal.ts'
import type { Section, Settings } from './section.ts'

const PLATFORM = new URL('../platforms/example.yaml', import.meta.url).pathname
const SEEDS = 20

/** What is asked for beside the ordinary: other ways through the same runbook. */
const WAYS: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  'file-deletion': [{ mode: 'whole' }],
  'monitoring-loss': [{ prometheus: 'leave', grafana: 'export' }],
}

interface Measured {
  readonly scenario: string
  readonly mode: Mode
  readonly input: Readonly<Record<string, string>>
}

const measuredOf = (scenario: string): readonly Measured[] => [
  ...modes.map(mode => ({ scenario, mode, input: {} })),
  ...(WAYS[scenario] ?? []).map(input => ({ scenario, mode: 'recover' as const, input })),
]

const titleOf = ({ scenario, mode, input }: Measured): string =>
  [scenario, mode, ...Object.entries(input).map(([name, value]) => `${name}=${value}`)].join(', ')

export async function measureOverhead({ share, scenarios }: Settings): Promise<Section> {
  const { rehearse } = await import('../sandbox/rehearse.ts')
  const seeds = Array.from({ length: Math.max(2, Math.round(SEEDS * share)) }, (_, index) => `s${index + 1}`)
  const rows: (readonly string[])[] = []
  for (const measured of scenarios.flatMap(measuredOf)) {
    const ratios: (number | null)[] = []
    for (const seed of seeds) {
      const { outcome } = await rehearse(request(measured, seed))
      ratios.push(outcome.overheadRatio)
    }
    const sorted = ratios.filter(ratio => ratio !== null).toSorted((a, b) => a - b)
    const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]?.toFixed(4) ?? '–'
    rows.push([titleOf(measured), at(0.5), at(0.95), at(1)])
  }
  return {
    title: 'Overhead',
    method: [
      `\`overheadRatio\` of ${seeds.length} calm rehearsals each, seeds s1 to s${seeds.length}: virtual time of the run as a multiple of the same run with`,
      'completion noticed instantly and handlers taking no time; people’s time is left out of both. The 95th percentile',
      'is the nearest rank; there is none where the ideal run takes no time at all. Virtual time is the same on any machine.',
    ].join('\n'),
    head: ['Rehearsal', 'median', '95th percentile', 'worst'],
    rows,
  }
}

function request({ scenario, mode, input }: Measured, seed: string): RehearsalRequest {
  const approving = { kind: 'approve', afterSeconds: 120 } as const
  return { scenario, mode, seed, platform: readPlatformFile(PLATFORM), input, approving, faults: [] }
}
