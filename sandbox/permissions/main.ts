// `npm run permissions`: every grant with the rehearsals that used it; fails when one was used by none.
import { readPlatformFile } from '../../control/platform-file.ts'
import { scenarios } from '../../workflows/index.ts'
import { ownTerminal } from '../command-line.ts'
import { runPermissions } from './program.ts'

process.exitCode = await runPermissions(process.argv.slice(2), {
  terminal: ownTerminal,
  scenarios,
  readPlatform: readPlatformFile,
  now: () => performance.now(),
})
