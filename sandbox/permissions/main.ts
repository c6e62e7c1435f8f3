// `npm run permissions`: every grant with the rehearsals that used it; fails when one was used by none and has no reason given.
import { readPlatformFile } from '../../control/platform-file.ts'
import { scenarios } from '../../workflows/index.ts'
import { usedGrants } from './rehearse-uses.ts'
import { isUnrehearsed, unrehearsed } from './unrehearsed.ts'

const grants = await usedGrants(scenarios, readPlatformFile(process.argv[2] ?? 'platforms/example.yaml'))
const unused = grants.filter(({ usedBy }) => usedBy.length === 0)
const unexplained = unused.filter(grant => !isUnrehearsed(grant))
for (const [role, each] of Map.groupBy(grants, grant => grant.role)) {
  process.stdout.write(`${role}\n`)
  for (const { action, resource, usedBy } of each)
    process.stdout.write(`  ${action} on ${resource}\n      ${usedBy.join(', ') || 'used by no rehearsal'}\n`)
}
process.stdout.write(`\n${grants.length} grants, ${unused.length} used by no rehearsal\n`)
for (const grant of unused) {
  const { role, action, resource } = grant
  const why = unrehearsed.find(each => isUnrehearsed(grant, [each]))?.because ?? 'NO REASON IS GIVEN'
  process.stdout.write(`  ${role}: ${action} on ${resource}\n      ${why}\n`)
}
process.exitCode = unexplained.length > 0 ? 1 : 0
