// What every region of a world stands on: one clock, one account, one IAM, the functions, and everybody who is told.
import type { Platform } from '../../domain/platform.ts'
import type { Buckets } from '../aws/s3/index.ts'
import type { Call } from '../aws/service.ts'
import type { Deed, EdgeFault } from '../aws/wire/edge.ts'
import { type Chance, chanceFrom } from '../chance.ts'
import { VirtualClock } from '../clock.ts'
import { Cloud } from '../cloud.ts'
import type { Engine, Execution, HistoryEvent, Json } from '../engine/index.ts'
import { firstOf } from '../first-of.ts'
import type { ApiCall, ApiFault, ApiTrace } from '../kubernetes/cluster.ts'
import { Functions, type LogLine } from '../lambda.ts'
import { Lifecycle } from '../lifecycle.ts'
import type { Region } from '../region.ts'
import { stepFunctions } from '../step-functions.ts'
import { type Accounts, accountsFrom } from './database-of.ts'
import { elsewhereOf, type Host } from './elsewhere.ts'
import type { Copying } from './pods/run-program.ts'
import type { WorldOptions } from './world.ts'

/** 2030-03-04 is a Monday. The nightly backup runs half an hour later. */
export const WORLD_BEGINS = Date.parse('2030-03-04T01:30:00Z')

/** Who wants to be told, while the world goes on: of invocations, of history events, of executions that have ended, of calls. */
export interface Watching {
  readonly invoked: ((invocation: { readonly name: string; readonly payload: Json }) => void)[]
  readonly happened: ((execution: Execution, event: HistoryEvent) => void)[]
  readonly ended: ((execution: Execution) => void)[]
  /** Calls that reached their service, in the order of their effects. */
  readonly performed: ((deed: Deed) => void)[]
}

/** The part of a world that belongs to no region. */
export interface Shared {
  readonly clock: VirtualClock
  readonly chance: Chance
  readonly lifecycle: Lifecycle
  readonly cloud: Cloud
  readonly functions: Functions
  readonly accounts: Accounts
  readonly copying: Copying
  readonly logs: LogLine[]
  readonly kubernetesCalls: ApiTrace[]
  /** Misfortunes at the edge of the APIs; the first that answers strikes. */
  readonly edgeFaults: ((call: Call, input: unknown) => EdgeFault | undefined)[]
  readonly kubernetesFaults: ((call: ApiCall) => ApiFault | undefined)[]
  readonly watching: Watching
}

export interface Ground {
  readonly shared: Shared
  readonly options: WorldOptions
  /** As it stands in the primary region. */
  readonly platform: Platform
  /** Hosts that are not AWS; each part of the world adds its own. */
  readonly hosts: Host[]
  readonly buckets: Buckets
  /** Regions made so far, by name. */
  readonly regions: Map<string, Region>
}

export function makeGround(options: WorldOptions): Ground {
  const { platform, seed, ideal } = options
  const clock = new VirtualClock(options.begins ?? WORLD_BEGINS)
  const chance = chanceFrom(seed)
  const lifecycle = new Lifecycle(clock, chance, options.pace)
  const edgeFaults: Shared['edgeFaults'] = []
  const watching: Watching = { invoked: [], happened: [], ended: [], performed: [] }
  const hosts: Host[] = []
  const cloud = new Cloud({
    ...{ clock, chance, lifecycle, accountId: platform.account, instant: ideal },
    fault: (call, input) => firstOf(edgeFaults, each => each(call, input)),
    performed: deed => tell(watching.performed, deed),
    ...(options.signatureWindowSeconds !== undefined && { signatureWindowSeconds: options.signatureWindowSeconds }),
    elsewhere: elsewhereOf(hosts),
  })
  const functions = new Functions({ clock, chance, instant: ideal, onInvoke: told => tell(watching.invoked, told) })
  const shared: Shared = {
    ...{ clock, chance, lifecycle, cloud, functions, accounts: accountsFrom({ chance }), copying: { slowdown: 1 } },
    ...{ logs: [], kubernetesCalls: [], edgeFaults, kubernetesFaults: [], watching },
  }
  return { shared, options, platform, hosts, buckets: new Map(), regions: new Map() }
}

/** Step Functions of the region in which runs are watched. */
export function watchedEngine({ shared, options }: Ground, region: string): Engine {
  const { cloud, functions, watching, clock, lifecycle } = shared
  return stepFunctions(cloud, functions, region, {
    onEvent: (execution, event) => {
      options.onEvent?.(execution, event)
      tell(watching.happened, execution, event)
    },
    onEnd: execution => tell(watching.ended, execution),
    ...(options.ideal && { sleep: ({ milliseconds }) => untilChange(clock, lifecycle, milliseconds) }),
  })
}

function tell<Told extends readonly unknown[]>(listeners: readonly ((...told: Told) => void)[], ...told: Told): void {
  for (const listener of listeners) listener(...told)
}

/** A poll that is asked at once when something has changed. A tenth of a second lets controllers take notice first. */
function untilChange(clock: VirtualClock, lifecycle: Lifecycle, milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    const wake = () => {
      stop()
      limit.cancel()
      clock.after(Math.min(100, milliseconds), resolve)
    }
    const stop = lifecycle.onChange(wake)
    const limit = clock.after(milliseconds, () => {
      stop()
      resolve()
    })
  })
}
