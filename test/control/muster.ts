// `muster` in this process, with a small runbook and a rehearsal written by hand behind it.
import { type RehearsalRequest, sandbox } from '../../control/backends/sandbox.ts'
import type { Surroundings } from '../../control/cli/commands/surroundings.ts'
import { runMuster } from '../../control/cli/program.ts'
import { readPlatformFile } from '../../control/platform-file.ts'
import type { Ending } from '../../domain/run.ts'
import { floodedCellar } from '../workflows/small-runbook.ts'
import { recovered, rehearsalOf } from './sample-outcome.ts'

interface Setting {
  readonly ending?: Ending
  readonly isTTY?: boolean
  readonly broken?: Error
}

export async function muster(words: readonly string[], { ending = 'Recovered', isTTY = false, broken }: Setting = {}) {
  const written = { stdout: '', stderr: '' }
  const requests: RehearsalRequest[] = []
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY,
    write: (text: string) => {
      written[name] += text
    },
  })
  const from: Surroundings = {
    terminal: { stdout: output('stdout'), stderr: output('stderr'), env: {} },
    scenarios: async () => [floodedCellar],
    readPlatform: async file => readPlatformFile(file),
    sandbox: {
      ...sandbox,
      rehearse: async request => {
        requests.push(request)
        if (broken) throw broken
        for (const step of recovered.steps) request.onProgress?.({ kind: 'step', elapsedSeconds: 1, step })
        return rehearsalOf({ ...recovered, ending })
      },
    },
  }
  const code = await runMuster(words, from)
  return { code, requests, ...written }
}
