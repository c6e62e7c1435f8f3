#!/usr/bin/env node
// The entry of `muster`: on Node 24 the command itself, on an older Node the same again with the Node that npm installed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Runs TypeScript as it is and has `node:sqlite`. */
const NEEDED = 24
const AGAIN = 'MUSTER_WITH_INSTALLED_NODE'

const isOld = Number(process.versions.node.split('.')[0]) < NEEDED
const installed = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))

if (!isOld) {
  // `node:sqlite` calls itself experimental on every start; other warnings are worth reading.
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => {
    if (name !== 'ExperimentalWarning') process.stderr.write(`${name}: ${message}\n`)
  })
  await import('./main.ts')
} else if (process.env[AGAIN] || !existsSync(installed)) {
  process.stderr.write(
    `muster: this is Node ${process.versions.node}; Node ${NEEDED} is needed, and node_modules holds none that fits this machine.\n` +
      `  Run \`npm ci\` in the project, or use Node ${NEEDED}.\n`,
  )
  process.exitCode = 1
} else {
  const words = [fileURLToPath(import.meta.url), ...process.argv.slice(2)]
  const again = spawn(installed, words, { stdio: 'inherit', env: { ...process.env, [AGAIN]: '1' } })
  // The other process ends in its own time. Ctrl-C reaches both, so it may hear of that twice.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => again.kill(signal))
  again.on('error', ({ message }) => {
    process.stderr.write(`muster: ${installed} does not start: ${message}\n`)
    process.exitCode = 1
  })
  again.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 128 + constants.signals[signal] : 1)
  })
}
