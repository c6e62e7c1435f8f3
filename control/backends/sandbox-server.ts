// The sandbox as a server: real time and a real port for the simulated world. Loaded only when somebody asks for it.
import type { Platform } from '../../domain/platform.ts'
import type { AccessKey } from '../../sandbox/aws/iam/iam.ts'
import type { Struck } from '../../sandbox/serve/served-world.ts'

export interface ServerRequest {
  readonly platform: Platform
  readonly seed: string
  /** On 127.0.0.1; 0 for any that is free. */
  readonly port: number
  /** Virtual seconds for each real one; null lets time stand still but for what is asked. */
  readonly speed: number | null
  /** Has struck when the server starts. */
  readonly scenario?: string | undefined
  /** Most items on a page of any list; each service's own maximum when absent. */
  readonly pageSize?: number | undefined
  /** Told of a single request that the sandbox failed at. */
  readonly onFault: (error: unknown) => void
}

export interface SandboxServer {
  /** `http://127.0.0.1:<port>`, for `--endpoint-url`. */
  readonly url: string
  readonly account: string
  readonly region: string
  /** The time of the simulated world when it was opened. */
  readonly openedAt: string
  readonly struck: readonly Struck[]
  /** Who may be with which key. */
  readonly people: readonly { readonly name: string; readonly key: AccessKey }[]
  /** Resolves after `stop`; rejects when the simulated world itself fails. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

export interface SandboxServers {
  /** Scenarios for which a disaster can strike. */
  disasterNames(): Promise<readonly string[]>
  /** Rejects with `PortRefused` when the port cannot be had, and when the sandbox itself fails. */
  serve(request: ServerRequest): Promise<SandboxServer>
}

const realTime = {
  now: () => performance.now(),
  after: (milliseconds: number, action: () => void) => {
    const timer = setTimeout(action, milliseconds)
    return { cancel: () => clearTimeout(timer) }
  },
}

export const sandboxServers: SandboxServers = {
  async disasterNames() {
    return (await import('../../sandbox/world/disasters/index.ts')).disasterNames
  },
  async serve({ speed, ...request }) {
    const { serve } = await import('../../sandbox/serve/serve.ts')
    const { peopleOf } = await import('../../sandbox/serve/roles.ts')
    const paced = speed === null ? ({ kind: 'on-demand' } as const) : ({ kind: 'paced', times: speed } as const)
    const { world, url, disasters, ended, stop } = await serve({ ...request, speed: paced, real: realTime })
    return {
      url,
      account: world.platform.account,
      region: world.region.name,
      openedAt: new Date(world.clock.now()).toISOString(),
      struck: disasters,
      people: peopleOf(world),
      ended,
      stop,
    }
  },
}
