// Serves the simulated world over HTTP on this machine: to the AWS CLI, to any SDK, to kubectl, and to whoever looks on.
import type { Served } from './control-door.ts'
import { Pace, type Speed } from './pace.ts'
import type { RealTime } from './real-time.ts'
import { makeServedWorld, type ServedWorldOptions } from './served-world.ts'
import { listen } from './server.ts'

export interface ServeOptions extends ServedWorldOptions {
  /** On 127.0.0.1; 0 for any that is free. */
  readonly port: number
  readonly speed: Speed
  readonly real: RealTime
  /** Told of a single request that the sandbox failed at. */
  readonly onFault: (error: unknown) => void
}

export interface Sandbox extends Served {
  /** Resolves after `stop`; rejects when the simulated world itself fails, which nothing can continue from. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

/** @throws PortRefused; when there is no such scenario; when the sandbox itself fails */
export async function serve(options: ServeOptions): Promise<Sandbox> {
  const { port, speed, real, onFault } = options
  const { served, close } = await listen({
    port,
    real,
    onFault,
    served: async url => {
      const made = await makeServedWorld(options)
      return { ...made, url, pace: new Pace({ clock: made.world.clock, real, speed }) }
    },
  })
  const ended = served.pace.drive().finally(close)
  const stop = async () => {
    await close()
    served.pace.stop()
    await ended
  }
  return { ...served, ended, stop }
}
