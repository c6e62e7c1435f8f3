// A running Prometheus: reads its disk when it starts, scrapes from then on, and writes what it has when it is asked to.
import type { Lifecycle } from '../../lifecycle.ts'
import type { FileTree } from '../files/index.ts'
import { joined, type Range } from './ranges.ts'
import { CorruptBlock, hasLog, openDatabase, writeDatabase } from './tsdb-disk.ts'
import { layoutOf } from './tsdb-layout.ts'

export interface PrometheusOptions {
  readonly now: () => number
  readonly lifecycle: Lifecycle
  /** What faults match on: `<namespace>/<pod> on <volume>`. */
  readonly name: string
  readonly disk: FileTree
  /** Directory of the database on the disk. */
  readonly root: string
  /** Milliseconds; what is older is deleted (`--storage.tsdb.retention.time`). */
  readonly retention: number
  /** Blocks still come from a snapshot, each at its first read. */
  readonly cold: boolean
}

/** Blocks that are read for the first time take about this many times as long (an estimate; aws-behaviour 1.5). */
const coldness = 4
/** Bytes of the log a second from a disk that is fast enough: 50 GB in 9 minutes (prometheus-junkyard/tsdb issue 611). */
const replayed = 93e6

export class Prometheus {
  readonly startedAt: number
  readonly #options: PrometheusOptions
  #state: 'replaying' | 'ready' | 'ended' = 'replaying'
  #before: readonly Range[] = []
  #repaired = false
  #readyAt = 0

  constructor(options: PrometheusOptions) {
    const { lifecycle, name, now, disk, root, cold } = options
    this.#options = options
    this.startedAt = now()
    let logBytes = 0
    try {
      const opened = openDatabase(disk, root)
      this.#before = opened.ranges
      this.#repaired = opened.repaired
      logBytes = opened.logBytes
    } catch (error) {
      if (!(error instanceof CorruptBlock)) throw error
      this.#state = 'ended'
      return
    }
    const alone = lifecycle.draw('prometheus.replaying', name) + lifecycle.work(logBytes / replayed)
    const seconds = alone * (cold ? coldness : 1)
    lifecycle.schedule('prometheus.replaying', name, { done: () => this.#serve(), never: () => {} }, seconds)
  }

  #serve(): void {
    if (this.#state !== 'replaying') return
    this.#state = 'ready'
    this.#readyAt = this.#options.now()
    this.#put()
  }

  get isReady(): boolean {
    return this.#state === 'ready'
  }

  /** It could not open its database, and says so in its log only. */
  get hasEnded(): boolean {
    return this.#state === 'ended'
  }

  get retention(): number {
    return this.#options.retention
  }

  /** How often the write-ahead log had to be repaired. */
  get corruptions(): number {
    return this.#repaired ? 1 : 0
  }

  /** Since when it scrapes. */
  get readyAt(): number {
    return this.#readyAt
  }

  /** Everything that it holds now. */
  ranges(): readonly Range[] {
    const now = this.#options.now()
    const all = this.isReady ? [...this.#before, { from: this.#readyAt, to: now }] : this.#before
    return joined(all).filter(({ to }) => to >= now - this.#options.retention)
  }

  /**
   * Also how it leaves its disk when it is stopped. A process that replays, or has ended, writes nothing; one whose files
   * were deleted goes on writing into what has no name any more.
   */
  write(): void {
    if (this.isReady && hasLog(this.#options.disk, this.#options.root)) this.#put()
  }

  #put(): void {
    const { disk, root, now, retention } = this.#options
    writeDatabase(disk, root, layoutOf(this.ranges(), now(), retention))
  }
}
