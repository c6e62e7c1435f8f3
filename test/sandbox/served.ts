// A served sandbox for tests: real sockets on any free port, a time that nobody but the test moves, and small helpers to ask it.
import { spawn, spawnSync } from 'node:child_process'
import { Agent, request } from 'node:http'
import { DescribeDBClustersCommand, RDSClient } from '@aws-sdk/client-rds'
import { expect } from '@jest/globals'
import { readPlatformFile } from '../../control/platform-file.ts'
import { environmentOf } from '../../sandbox/serve/environment-text.ts'
import type { RealTime } from '../../sandbox/serve/real-time.ts'
import { identityOf } from '../../sandbox/serve/roles.ts'
import { type Sandbox, type ServeOptions, serve } from '../../sandbox/serve/serve.ts'

export const platform = readPlatformFile(new URL('../../platforms/example.yaml', import.meta.url).pathname)

/** No timer ever fires. */
export const still: RealTime = { now: () => 0, after: () => ({ cancel: () => undefined }) }

/** Faults of the sandbox's own: a test that leaves any has found one. */
export const faults: unknown[] = []

export const served = (options: Partial<ServeOptions> = {}): Promise<Sandbox> =>
  serve({
    platform,
    seed: 'served',
    port: 0,
    speed: { kind: 'on-demand' },
    real: still,
    onFault: error => faults.push(error),
    ...options,
  })

/** What an SDK client is made with, to be that role. */
export function connecting({ world, url }: Sandbox, role = 'operator') {
  const identity = identityOf(world, role)
  if (!identity) throw new Error(`no role ${role}`)
  return { endpoint: url, region: world.region.name, credentials: identity.key }
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly json: () => Record<string, unknown> & { readonly [key: string]: never }
}

interface Asking {
  readonly method?: string
  readonly body?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

/** An HTTP agent for which every name is this machine, as `*.localhost` is where the resolver knows it. */
export const allNamesAreHere = (): Agent =>
  new Agent({
    lookup: (_, options, found) => {
      if (options.all) found(null, [{ address: '127.0.0.1', family: 4 }])
      else found(null, '127.0.0.1', 4)
    },
  })

/** A plain HTTP request, whose `Host` can be anything. */
export function ask({ url }: Sandbox, path: string, { method, body, headers = {} }: Asking = {}): Promise<Answer> {
  const { port } = new URL(url)
  const verb = method ?? (body === undefined ? 'GET' : 'POST')
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method: verb, headers }, response => {
      const parts: Buffer[] = []
      response.on('data', part => parts.push(part))
      response.on('end', () => {
        const text = Buffer.concat(parts).toString()
        resolve({ status: response.statusCode ?? 0, text, json: () => JSON.parse(text) })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

export const post = (sandbox: Sandbox, path: string, body: object): Promise<Answer> =>
  ask(sandbox, `/_muster${path}`, { method: 'POST', body: JSON.stringify(body) })

export const advance = (sandbox: Sandbox, seconds: number): Promise<Answer> => post(sandbox, '/advance', { seconds })

export const installed = (program: string, ...words: string[]): boolean => {
  const found = spawnSync(program, words).status === 0
  if (!found) process.stdout.write(`${program} is not installed: what it makes of the sandbox is left out\n`)
  return found
}

export interface Ran {
  readonly code: number | null
  /** Both streams. */
  readonly text: string
}

/** Runs a real program without blocking this process, which is the server. */
export function run(program: string, words: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(program, words, { env: { PATH: process.env.PATH, ...env } })
    let text = ''
    for (const stream of [process_.stdout, process_.stderr]) {
      stream.on('data', chunk => {
        text += chunk
      })
    }
    process_.on('error', reject)
    process_.on('close', code => resolve({ code, text }))
  })
}

/** The real AWS CLI as the operator. */
export function awsCli(sandbox: Sandbox, home: string) {
  const identity = identityOf(sandbox.world, 'operator')
  if (!identity) throw new Error('no operator')
  const environment = environmentOf({ identity, url: sandbox.url, region: sandbox.world.region.name })
  const env = { ...environment, HOME: home, AWS_DEFAULT_OUTPUT: 'json', AWS_MAX_ATTEMPTS: '1' }
  return (...words: readonly string[]) => run('aws', ['--endpoint-url', sandbox.url, ...words], env)
}

/** Words of a command line; what stands in single quotes is one word. */
export const words = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')

/** Command lines for the real AWS CLI as the operator: what they answer, and how they fail. */
export function operating(sandbox: () => Sandbox, home: string) {
  const aws = (line: string) => awsCli(sandbox(), home)(...words(line))
  return {
    answers: async (line: string) => {
      const { code, text } = await aws(line)
      expect({ line, code, text }).toEqual({ line, code: 0, text })
      return text.trim() === '' ? undefined : JSON.parse(text)
    },
    fails: async (line: string, why: RegExp) => {
      const { code, text } = await aws(line)
      expect({ line, code, text }).toEqual({ line, code: expect.any(Number), text: expect.stringMatching(why) })
      expect(code).not.toBe(0)
    },
    cluster: async (id: string) => {
      const asked = new DescribeDBClustersCommand({ DBClusterIdentifier: id })
      return (await new RDSClient(connecting(sandbox())).send(asked)).DBClusters?.[0]
    },
  }
}
