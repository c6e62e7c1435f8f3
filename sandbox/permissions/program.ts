// The words of `npm run permissions`, and what is done for them.
import { Argument, Command } from 'commander'
import type { Platform } from '../../domain/platform.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'
import { FAILED, runProgram, type Terminal } from '../command-line.ts'
import { type UsedGrant, usedGrants } from './rehearse-uses.ts'

export interface Surroundings {
  readonly terminal: Terminal
  readonly scenarios: readonly Scenario[]
  readonly readPlatform: (file: string) => Platform
  /** Milliseconds of real time, from any beginning. */
  readonly now: () => number
}

/** Resolves with the exit code: 0 when some rehearsal used every grant. */
export const runPermissions = (words: readonly string[], from: Surroundings): Promise<number> =>
  runProgram(done => permissionsProgram(from, done), words, from.terminal)

const permissionsProgram = (from: Surroundings, done: (code: number) => void): Command =>
  new Command('permissions')
    .description('Everything that deployment grants to functions, with the rehearsals that used it.')
    .addArgument(new Argument('[platform]', 'description of the platform').default('platforms/example.yaml'))
    .addHelpText('after', HELP)
    .action(async (file: string) => {
      const platform = from.readPlatform(file)
      const began = from.now()
      const { grants, rehearsals } = await usedGrants(from.scenarios, platform)
      const seconds = (from.now() - began) / 1000
      from.terminal.out(textOf(grants))
      from.terminal.out(`${rehearsals.length} rehearsals in ${seconds.toFixed(1)} s\n`)
      for (const title of dispensable(rehearsals, grants)) from.terminal.out(`  could go: ${title}\n`)
      done(grants.some(isUnused) ? FAILED : 0)
    })

const HELP = `
Examples:
  npm run permissions
  npm run permissions -- platforms/example.yaml

Exit codes:
  0  some rehearsal used every grant
  1  a grant was used by none, or the words are wrong and nothing was run`

/** Titles of rehearsals which use nothing that no other does; of two that only each other can stand in for, both. */
export function dispensable(rehearsals: readonly string[], grants: readonly UsedGrant[]): readonly string[] {
  const alone = new Set(grants.flatMap(({ usedBy }) => (usedBy.length === 1 ? usedBy : [])))
  return rehearsals.filter(title => !alone.has(title))
}

const isUnused = ({ usedBy }: UsedGrant): boolean => usedBy.length === 0

function textOf(grants: readonly UsedGrant[]): string {
  const unused = grants.filter(isUnused)
  return [
    ...[...Map.groupBy(grants, ({ role }) => role)].flatMap(([role, each]) => [role, ...each.flatMap(linesOf)]),
    '',
    `${grants.length} grants, ${unused.length} used by no rehearsal`,
    ...unused.map(({ role, action, resource }) => `  ${role}: ${action} on ${resource}`),
    '',
  ].join('\n')
}

const linesOf = ({ action, resource, usedBy }: UsedGrant): readonly string[] => [
  `  ${action} on ${resource}`,
  `      ${usedBy.join('; ') || 'USED BY NO REHEARSAL'}`,
]
