// Drives the virtual clock for people: as fast as real time says, or only when asked. One loop owns the clock.
import type { VirtualClock } from '../clock.ts'
import type { RealTime } from './real-time.ts'

/** `times`: virtual seconds for each real one. On demand, time stands still but for what a call itself takes. */
export type Speed = { readonly kind: 'paced'; readonly times: number } | { readonly kind: 'on-demand' }

/** Short enough for a call's 60 ms of latency to be felt at speed 1, long enough to leave the processor alone. */
const TICK_MILLISECONDS = 10
/** A long advance is taken in parts, so that a stop does not wait for its end. */
const PART_MILLISECONDS = 10 * 60_000

interface Waiting {
  readonly until: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export class Pace {
  readonly speed: Speed
  readonly #clock: VirtualClock
  readonly #real: RealTime
  readonly #begun: { readonly virtual: number; readonly real: number }
  #waiting: readonly Waiting[] = []
  #wake = () => {}
  #skipped = 0
  #asked: number
  #calls = 0
  #stopped = false

  constructor({ clock, real, speed }: { clock: VirtualClock; real: RealTime; speed: Speed }) {
    this.speed = speed
    this.#clock = clock
    this.#real = real
    this.#begun = { virtual: clock.now(), real: real.now() }
    this.#asked = clock.now()
  }

  /** Resolves when stopped; rejects when the simulated world itself fails, which nothing can continue from. */
  async drive(): Promise<void> {
    try {
      while (!this.#stopped) {
        await this.#step()
        this.#tellArrivals()
      }
      this.#giveUp(new Error('the sandbox has stopped'))
    } catch (error) {
      this.#giveUp(error)
      throw error
    }
  }

  stop(): void {
    this.#stopped = true
    this.#wake()
  }

  /** Does a call, letting time pass until it is answered where it would otherwise stand still. */
  async during<T>(call: () => Promise<T>): Promise<T> {
    this.#calls += 1
    this.#wake()
    try {
      return await call()
    } finally {
      this.#calls -= 1
    }
  }

  /** Lets so many milliseconds pass at once. Resolves when they have; rejects when stopped before. */
  advance(milliseconds: number): Promise<void> {
    const now = this.#clock.now()
    if (this.speed.kind === 'paced') this.#skipped += milliseconds
    else this.#asked = Math.max(this.#asked, now) + milliseconds
    const until = this.speed.kind === 'paced' ? now + milliseconds : this.#asked
    this.#wake()
    return new Promise((resolve, reject) => {
      this.#waiting = [...this.#waiting, { until, resolve, reject }]
    })
  }

  async #step(): Promise<void> {
    const now = this.#clock.now()
    const goal = this.#goal()
    if (goal > now) return this.#clock.run(Math.min(goal, now + PART_MILLISECONDS))
    const answered = () => this.#calls === 0 || this.#stopped
    if (this.speed.kind === 'on-demand' && !answered()) return this.#clock.run(answered)
    return this.#rest()
  }

  #goal(): number {
    if (this.speed.kind === 'on-demand') return this.#asked
    const elapsed = (this.#real.now() - this.#begun.real) * this.speed.times
    return Math.floor(this.#begun.virtual + this.#skipped + elapsed)
  }

  /** Until something is asked, and when paced until the next tick. */
  #rest(): Promise<void> {
    return new Promise(resolve => {
      const timer = this.speed.kind === 'paced' ? this.#real.after(TICK_MILLISECONDS, resolve) : undefined
      this.#wake = () => {
        timer?.cancel()
        resolve()
      }
    })
  }

  #tellArrivals(): void {
    const now = this.#clock.now()
    const there = this.#waiting.filter(each => each.until <= now)
    if (there.length === 0) return
    this.#waiting = this.#waiting.filter(each => each.until > now)
    for (const { resolve } of there) resolve()
  }

  #giveUp(error: unknown): void {
    for (const { reject } of this.#waiting) reject(error)
    this.#waiting = []
  }
}
