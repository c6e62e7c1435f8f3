// Notices real timers, files and sockets: a rehearsal that touches one is not on virtual time.
import { createHook } from 'node:async_hooks'

/**
 * What promises, the one turn of the event loop, the SDK's random ids and waiting for a stream's end are made of. A stream
 * that comes from a file or socket is still found by that file or socket.
 */
const HARMLESS = new Set([
  ...['PROMISE', 'Immediate', 'RANDOMBYTESREQUEST', 'TickObject', 'Microtask'],
  'STREAM_END_OF_STREAM',
])

/** Kinds of asynchronous resources that the work made, without the test runner's own. */
export async function realResources(work: () => Promise<unknown>): Promise<readonly string[]> {
  const seen: string[] = []
  const hook = createHook({
    init(_, type) {
      if (HARMLESS.has(type)) return
      const at: { stack?: string } = {}
      Error.captureStackTrace(at)
      if (!/jest/.test(at.stack ?? '')) seen.push(`${type}${at.stack}`)
    },
  })
  hook.enable()
  try {
    await work()
  } finally {
    hook.disable()
  }
  return seen
}
