// How many rehearsals of misfortunes a sweep gets through, over all cores.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Swept } from '../sandbox/sweep/report.ts'
import type { Section, Settings } from './section.ts'
import { rounded } from './statistics.ts'

const SWEEP = fileURLToPath(new URL('../sandbox/sweep/main.ts', import.meta.url))
const SAMPLE = 100

export async function timeSweep({ share, scenarios }: Settings): Promise<Section> {
  const sample = Math.max(1, Math.round(SAMPLE * share))
  const rows: (readonly string[])[] = []
  for (const name of scenarios) {
    for (const { mode, verdicts, seconds } of await sweep(name, sample)) {
      rows.push([`${name}, ${mode}`, rounded(verdicts.length), rounded(seconds), rounded(verdicts.length / seconds)])
    }
  }
  return {
    title: 'Sweep',
    method: [
      `\`npm run sweep -- <scenario> --sample ${sample}\`: a sample of the misfortunes that could befall the run, each`,
      'rehearsed in a world of its own, over all cores. The calm run that the plan is made from, and the start of the',
      'workers, are counted.',
    ].join('\n'),
    head: ['Sweep', 'rehearsals', 'seconds', 'rehearsals/s'],
    rows,
  }
}

/** The sweep itself judges how runs ended; here they are only counted. */
function sweep(scenario: string, sample: number): Promise<readonly Swept[]> {
  const child = spawn(process.execPath, [SWEEP, scenario, '--sample', String(sample), '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', chunk => {
      text += chunk
    })
    child.on('error', reject)
    child.on('close', () => {
      try {
        resolve(JSON.parse(text) as readonly Swept[])
      } catch {
        reject(new Error(`the sweep of ${scenario} gave no result: ${text.slice(0, 200)}`))
      }
    })
  })
}
