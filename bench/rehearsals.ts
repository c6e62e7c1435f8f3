// Real time of a rehearsal: the first in a process, with everything still to be loaded, and those after it.
import { readPlatformFile } from '../control/platform-file.ts'
import { modes } from '../domain/run.ts'
import type { RehearsalRequest } from '../sandbox/rehearsal.ts'
import type { Section, Settings } from './section.ts'
import { median, rounded } from './statistics.ts'

const PLATFORM = new URL('../platforms/example.yaml', import.meta.url).pathname

export async function timeRehearsals({ rounds, scenarios }: Settings): Promise<Section> {
  const began = performance.now()
  const { rehearse } = await import('../sandbox/rehearse.ts')
  const loading = performance.now() - began
  const rows: (readonly string[])[] = []
  for (const scenario of scenarios) {
    for (const mode of modes) {
      const times: number[] = []
      let steps = ''
      for (let round = 0; round <= rounds; round++) {
        const start = performance.now()
        const { outcome, calls } = await rehearse(request(scenario, mode, `benchmark-${round}`))
        times.push(performance.now() - start)
        steps = `${rounded(outcome.transitions)} / ${rounded(calls.length)}`
      }
      const [first = Number.NaN, ...warm] = times
      rows.push([`${scenario}, ${mode}`, rounded(first), rounded(median(warm)), rounded(Math.max(...warm)), steps])
    }
  }
  return {
    title: 'Rehearsals',
    method: [
      'Milliseconds of real time for one calm rehearsal: world, disaster, recovery of hours on virtual time, and the',
      'measuring of what it came to. *First*: the first of its kind in this process, handlers loaded and code compiled on',
      `the way; importing the sandbox itself took ${rounded(loading)} ms more. *Warm*: those that follow, another seed each time.`,
    ].join('\n'),
    head: ['Rehearsal', 'first', 'warm, median', 'warm, slowest', 'transitions / calls'],
    rows,
  }
}

function request(scenario: string, mode: RehearsalRequest['mode'], seed: string): RehearsalRequest {
  const approving = { kind: 'approve', afterSeconds: 120 } as const
  const platform = readPlatformFile(PLATFORM)
  return { scenario, mode, seed, platform, input: {}, approving, faults: [], measureOverhead: false }
}
