// Runs one case in a process of its own and tells what it takes: `<share> <index of the case> <ours|peer>`.
import { casesOf } from './cases/index.ts'
import type { Interpreter, Ran } from './interpreter.ts'

export interface Taken {
  /** Bytes of heap in use after the run, the interpreter's own code included, once garbage is collected. */
  readonly heap: number
  /** Bytes that one more execution holds on to, its history included. */
  readonly held: number
  /** Bytes that the process has had at most. */
  readonly peak: number
}

const [share, index, who] = process.argv.slice(2)
const each = casesOf(Number(share))[Number(index)]
if (!each || !globalThis.gc) throw new Error('run by bench/engine/memory.ts, with --expose-gc')
const run = (await interpreter(who === 'ours')).prepare(each.jsonpath)
const kept: Ran[] = [await run(each.input, 'written')]
const before = heap()
kept.push(await run(each.input, 'written'))
const after = heap()
const taken: Taken = { heap: after, held: after - before, peak: process.resourceUsage().maxRSS * 1024 }
// Used after the measurement, so that it is not collected before.
process.stdout.write(JSON.stringify({ ...taken, events: kept.map(({ events }) => events) }))

function heap(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** Only the one that is measured is loaded. */
async function interpreter(own: boolean): Promise<Interpreter> {
  return own ? (await import('./ours.ts')).ours : (await import('./peer.ts')).peer
}
