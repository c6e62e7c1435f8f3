// `npm run sweep -- <scenario>`, or `all`: rehearses every misfortune of the calm run, and says how the runs ended.
import { readPlatformFile } from '../../control/platform-file.ts'
import { scenarios } from '../../workflows/index.ts'
import { ownTerminal } from '../command-line.ts'
import { runSweep } from './program.ts'

process.exitCode = await runSweep(process.argv.slice(2), {
  terminal: ownTerminal,
  scenarios,
  readPlatform: readPlatformFile,
  now: () => performance.now(),
})
