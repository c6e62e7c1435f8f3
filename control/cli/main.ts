// Runs `muster` in this process: the words after the command, the exit code.
import { runMuster } from './program.ts'
import { realSurroundings } from './surroundings.ts'

// Somebody who reads only the first lines (`muster explain … | head`) has not met a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

process.exitCode = await runMuster(process.argv.slice(2), realSurroundings())
