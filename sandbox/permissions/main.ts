// `npm run permissions`: every grant with the rehearsals that used it; fails when one was used by none.
import { readPlatformFile } from '../../control/platform-file.ts'
import { scenarios } from '../../workflows/index.ts'
import { usedGrants } from './rehearse-uses.ts'

const grants = await usedGrants(scenarios, readPlatformFile(process.argv[2] ?? 'platforms/example.yaml'))
const unused = grants.filter(({ usedBy }) => usedBy.length === 0)
for (const [role, each] of Map.groupBy(grants, grant => grant.role)) {
  process.stdout.write(`${role}\n`)
  for (const { action, resource, usedBy } of each)
    process.stdout.write(`  ${action} on ${resource}\n      ${usedBy.join(', ') || 'used by no rehearsal'}\n`)
}
process.stdout.write(`\n${grants.length} grants, ${unused.length} used by no rehearsal\n`)
for (const { role, action, resource } of unused) process.stdout.write(`  ${role}: ${action} on ${resource}\n`)
process.exitCode = unused.length > 0 ? 1 : 0
