// How jest runs a test file: jest-circus, in Node's own modules, which all files of a worker share.
import { createRequire, registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import circus from 'jest-circus/runner'

/**
 * Jest would give every file a context and a registry of its own, in which it loads, compiles and warms up the SDK's
 * clients, the runbooks and the sandbox anew: 2 s of processor time for each of 120 files, and half the speed in what
 * follows. Here all that happens once in a worker. Nothing is lost by it: what the sandbox gives may not depend on what
 * ran before it in the same process (test/determinism.test.ts). What a file sets outside of modules is put back below;
 * what it keeps in variables stays until the worker ends, all suites together some 300 MB.
 */
export default async function run(globalConfig, config, environment, runtime, path, send) {
  if (globalConfig.watch || globalConfig.watchAll)
    throw new Error('modules are loaded once in a process: --watch would test the first version of each for ever')
  Object.assign(runtime, {
    requireInternalModule: freshly,
    setGlobalsForRuntime: globals => Object.assign(globalThis, { [GLOBALS]: globals }),
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: file => import(pathToFileURL(file).href),
  })
  const { env, exitCode } = process
  const [variables, { console }] = [{ ...env }, globalThis]
  globalThis.console = environment.global.console
  // Jest asks for 100, which every error that a rehearsal throws would pay for.
  Error.stackTraceLimit = 10
  try {
    return await circus.default(globalConfig, config, environment, runtime, path, send)
  } finally {
    globalThis.console = console
    for (const name of Object.keys(env)) if (!(name in variables)) delete env[name]
    process.env = Object.assign(env, variables)
    process.exitCode = exitCode
  }
}

const require = createRequire(import.meta.url)
const GLOBALS = Symbol.for('muster: what @jest/globals gives')
/** Which jest-circus reads when a test starts, and its list of listeners. */
const [LIMIT, LISTENERS] = [Symbol.for('TEST_TIMEOUT_SYMBOL'), Symbol.for('EVENT_HANDLERS')]

/** jest-circus knows the tests of one file: the next file has one that knows none. */
function freshly(module) {
  delete globalThis[LIMIT]
  delete globalThis[LISTENERS]
  delete require.cache[module]
  return require(module)
}

// The package of that name is a placeholder: each file that imports it gets what its own jest-circus gives.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== '@jest/globals') return next(specifier, context)
    return { url: `jest-globals:${context.parentURL}`, format: 'module', shortCircuit: true }
  },
  load(url, context, next) {
    if (!url.startsWith('jest-globals:')) return next(url, context)
    return { source: given, format: 'module', shortCircuit: true }
  },
})

const given = `
  export const { describe, expect, test, beforeAll, beforeEach, afterAll, afterEach } = globalThis[Symbol.for('${GLOBALS.description}')]
  export const jest = {
    setTimeout(milliseconds) { globalThis[Symbol.for('${LIMIT.description}')] = milliseconds },
  }`
