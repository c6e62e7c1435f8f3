// `muster sandbox`: serves the simulated world on this machine until somebody stops it.
import { nearestName } from '../../../domain/nearest-name.ts'
import {
  type SandboxServer,
  type SandboxServers,
  type ServerRequest,
  sandboxServers,
} from '../../backends/sandbox-server.ts'
import { sandboxLines } from '../render/sandbox.ts'
import { print, type Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import type { PlatformReader } from './surroundings.ts'

export interface SandboxOptions {
  readonly port: string
  readonly speed: string
  readonly virtual: boolean
  readonly platform: string
  readonly seed: string
  readonly scenario?: string
  readonly pageSize?: string
}

/** An hour of the world in 36 real milliseconds; a faster one cannot be kept up. */
const FASTEST = 100_000

export interface SandboxSurroundings extends PlatformReader {
  readonly terminal: Terminal
  /** Absent: the real ones. */
  readonly servers?: SandboxServers
  /** Resolves when the person has had enough. Absent: on Ctrl-C or SIGTERM. */
  readonly enough?: Promise<unknown>
}

/** Resolves with the exit code once stopped. @throws UsageError, PlatformFileError, and whatever broke the sandbox itself. */
export async function sandbox(options: SandboxOptions, from: SandboxSurroundings): Promise<number> {
  const { terminal, servers = sandboxServers, enough = interrupted() } = from
  const request = await asked(options, { ...from, servers })
  const server = await opened(servers, request)
  print(terminal.stdout, sandboxLines(server, request))
  const stopping = enough.then(() => server.stop())
  await Promise.race([server.ended, stopping])
  await server.stop()
  print(terminal.stdout, ['The sandbox has stopped; nothing of it remains.'])
  return 0
}

async function asked(
  options: SandboxOptions,
  { terminal, servers, readPlatform }: SandboxSurroundings & { readonly servers: SandboxServers },
): Promise<ServerRequest> {
  const { scenario, seed, pageSize } = options
  const port = numberIn('--port', options.port, { least: 0, most: 65_535, whole: true })
  const speed = options.virtual ? null : numberIn('--speed', options.speed, { least: 0.01, most: FASTEST })
  const page =
    pageSize === undefined ? undefined : numberIn('--page-size', pageSize, { least: 1, most: 1000, whole: true })
  if (scenario !== undefined) checkScenario(scenario, await servers.disasterNames())
  const platform = await readPlatform(options.platform)
  const onFault = (error: unknown) =>
    print(terminal.stderr, [`muster: a request failed in the sandbox: ${textOf(error)}`])
  return { platform, seed, port, speed, scenario, pageSize: page, onFault }
}

const textOf = (error: unknown): string => (Error.isError(error) ? (error.stack ?? error.message) : String(error))

interface Bounds {
  readonly least: number
  readonly most: number
  readonly whole?: boolean
}

function numberIn(what: string, given: string, { least, most, whole = false }: Bounds): number {
  const number = given.trim() === '' ? Number.NaN : Number(given)
  if (number >= least && number <= most && (!whole || Number.isInteger(number))) return number
  const allowed = `a ${whole ? 'whole ' : ''}number from ${least} to ${most}`
  throw new UsageError({ what, given: `"${given}"`, allowed })
}

function checkScenario(name: string, names: readonly string[]): void {
  if (names.includes(name)) return
  const meant = nearestName(name, names)
  const allowed = names.join(', ')
  throw new UsageError({ what: '--scenario', given: `"${name}"`, allowed, meant: meant && `"${meant}"` })
}

async function opened(servers: SandboxServers, request: ServerRequest): Promise<SandboxServer> {
  try {
    return await servers.serve(request)
  } catch (error) {
    const { name, message } = error as Error
    if (name !== 'PortRefused') throw error
    const given = `${request.port}, ${message}`
    throw new UsageError({ what: '--port', given, allowed: 'a free port, or 0 for any that is free' })
  }
}

/** Stopping is not interrupted by asking again: it takes two seconds at most. */
function interrupted(): Promise<unknown> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, resolve)
  })
}
