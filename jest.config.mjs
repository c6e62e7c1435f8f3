// Jest as the tests use it: its files, workers and reports, with a runner of ours.
import { fileURLToPath } from 'node:url'

// Commands, benchmarks and sweeps run as processes of their own, which need not compile what was compiled before: a
// second of processor time each. Node keeps it by the content of the files.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/node', import.meta.url))

export default {
  testRunner: '<rootDir>/test/runner.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Node runs TypeScript as it is.
  transform: {},
  // Two workers fill two cores, and each of them loads everything once.
  maxWorkers: 2,
  // A worker has ended by itself when its tests have; to give back the gigabyte and more that it held takes a third of a
  // second, on a busy machine longer than jest's half. One that something keeps alive is still found.
  workerGracefulExitTimeout: 10_000,
  // A whole rehearsal takes a second or two, on a busy machine many more; a test that hangs is still ended.
  testTimeout: 120_000,
}
