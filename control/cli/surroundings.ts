// The real surroundings of the command line: this process, this project's scenarios, the sandbox.
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sandbox } from '../backends/sandbox.ts'
import type { Surroundings } from './commands/surroundings.ts'
import type { Output } from './terminal.ts'

/** The example that comes with Muster, as seen from where the command was given. */
export const EXAMPLE_PLATFORM = relative('', fileURLToPath(new URL('../../platforms/example.yaml', import.meta.url)))

const output = (stream: NodeJS.WriteStream): Output => ({
  isTTY: stream.isTTY === true,
  write: text => {
    stream.write(text)
  },
})

/** @throws nothing: what is needed is loaded when a command asks for it. */
export const realSurroundings = (): Surroundings => ({
  terminal: { stdout: output(process.stdout), stderr: output(process.stderr), env: process.env },
  scenarios: async () => (await import('../../workflows/index.ts')).scenarios,
  readPlatform: async file => (await import('../platform-file.ts')).readPlatformFile(file),
  sandbox,
})
