// `muster` in this process with an API made for the test: what it is told of a run, and what it says.
import { sandbox } from '../../control/backends/sandbox.ts'
import type { Surroundings } from '../../control/cli/commands/surroundings.ts'
import { runMuster } from '../../control/cli/program.ts'
import type { Control, Where } from '../../control/control.ts'
import { readPlatformFile } from '../../control/platform-file.ts'
import { type RunView, runView } from '../../domain/run-view.ts'
import { scenarios } from '../../workflows/index.ts'

export const RUN = 'database-corruption-20300304T0710-1f2e3d4c'

export const view = (changed: Partial<RunView> = {}): RunView =>
  runView.parse({
    ...{ id: RUN, scenario: 'database-corruption', mode: 'recover', status: 'RUNNING', ending: null },
    ...{ startedAt: '2030-03-04T07:10:00Z', endedAt: null, executionArn: 'arn', requestedBy: 'OnCall/ada' },
    ...{ reason: 'incident 4711', input: {}, cause: '', operator: null, window: null, record: null },
    ...{ states: [], questions: [], seenAt: '2030-03-04T07:20:00Z' },
    ...changed,
  })

export const question = {
  ...{ approvalId: 'a-question', step: 'acceptLoss', title: 'Accept the data loss', decision: null },
  facts: { moment: '2030-03-04T06:58:29Z', notes: ['one', 'two'] },
  ...{ askedAt: '2030-03-04T07:11:00Z', expiresAt: '2030-03-04T07:26:00Z', firstApprover: null },
}

interface Setting {
  readonly control?: Partial<Control>
  readonly typed?: string
  readonly isTTY?: boolean
}

export async function muster(words: readonly string[], { control = {}, typed, isTTY = false }: Setting = {}) {
  const said = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY,
    write: (text: string) => {
      said[name] += text
    },
  })
  const places: Where[] = []
  const unasked = () => Promise.reject(new Error('it was not to be asked'))
  const from: Surroundings = {
    terminal: { stdout: output('stdout'), stderr: output('stderr'), env: { NO_COLOR: '1' } },
    scenarios: async () => scenarios,
    readPlatform: async file => readPlatformFile(file),
    sandbox,
    controlAt: async where => {
      places.push(where)
      const watch = () => {
        throw new Error('it was not to be watched')
      }
      return { start: unasked, list: unasked, show: unasked, decide: unasked, watch, ...control }
    },
    question: async () => typed,
    newKey: () => 'key-of-this-attempt',
  }
  return { code: await runMuster(words, from), places, ...said }
}

export const onAws = ['--api', 'abc123def4']
