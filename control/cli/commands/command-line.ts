// The command that repeats a rehearsal, as it is written into its report.
import { DEFAULT_APPROVE } from '../options/approve.ts'
import type { RehearseOptions } from './rehearse.ts'

/** Every option that changes the outcome. Where the report goes does not, nor which bundles of the same code ran. */
export function commandLine(scenario: string, options: RehearseOptions): string {
  const { mode, seed, platform, input, fault, approve, from, chat } = options
  const parts = [
    'npm run rehearse --',
    scenario,
    `--mode ${mode}`,
    `--seed ${shellWord(seed)}`,
    ...(platform.endsWith('platforms/example.yaml') ? [] : [`--platform ${shellWord(platform)}`]),
    ...(from === undefined ? [] : [`--from ${from}`]),
    ...input.map(each => `--input ${shellWord(each)}`),
    ...fault.map(each => `--fault ${shellWord(each)}`),
    ...(chat ? ['--chat'] : []),
    ...(approve === DEFAULT_APPROVE ? [] : [`--approve ${shellWord(approve)}`]),
  ]
  return parts.join(' ')
}

/** Quoted where a shell would read it otherwise. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
