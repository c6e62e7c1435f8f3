// Virtual time: a queue of events ordered by (time, sequence). Take the next, let the process settle, repeat.
import type { Clock } from '../domain/clock.ts'

export interface Timer {
  cancel(): void
}

interface Event {
  readonly at: number
  readonly sequence: number
  /** Undefined once cancelled or taken. */
  action: (() => unknown) | undefined
  readonly quiet: boolean
}

export class VirtualClock implements Clock {
  #time: number
  #sequence = 0
  readonly #queue: Event[] = []
  readonly #held = new Set<Promise<unknown>>()
  #failure: { readonly error: unknown } | undefined

  constructor(start: number) {
    this.#time = start
  }

  now(): number {
    return this.#time
  }

  /** Runs `action` at that time (now, if it has passed). An action that rejects or throws ends `run` with its error. */
  at(time: number, action: () => unknown): Timer {
    return this.#push(time, action, false)
  }

  after(milliseconds: number, action: () => unknown): Timer {
    return this.#push(this.#time + milliseconds, action, false)
  }

  /** As `at`, for an action that is synchronous and resolves no promise: the process need not settle after it. */
  quietly(time: number, action: () => void): Timer {
    return this.#push(time, action, true)
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => this.after(milliseconds, resolve))
  }

  /** Holds time still until real input or output has ended. */
  hold<T>(work: Promise<T>): Promise<T> {
    const held: Promise<unknown> = work.then(
      () => this.#held.delete(held),
      () => this.#held.delete(held),
    )
    this.#held.add(held)
    return work
  }

  /** Takes events until `until` (a time, inclusive, or a condition) or until none are left. */
  async run(until: number | (() => boolean) = Number.POSITIVE_INFINITY): Promise<void> {
    const over = typeof until === 'number' ? () => (this.#queue[0]?.at ?? Number.POSITIVE_INFINITY) > until : until
    await this.#settle()
    while (!over()) {
      const event = this.#take()
      if (event === undefined) break
      if (event.action === undefined) continue
      this.#time = event.at
      this.#start(event)
      if (!event.quiet) await this.#settle()
      if (this.#failure) throw this.#failure.error
    }
    if (typeof until === 'number' && Number.isFinite(until) && until > this.#time) this.#time = until
  }

  #start(event: Event): void {
    const { action } = event
    event.action = undefined
    try {
      const result = action?.()
      if (result instanceof Promise) result.catch(error => this.#fail(error))
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= { error }
  }

  /** One turn of the event loop drains every promise that needs no input or output (measured with the SDK clients). */
  async #settle(): Promise<void> {
    do {
      await Promise.all(this.#held)
      await new Promise(resolve => setImmediate(resolve))
    } while (this.#held.size > 0)
  }

  #push(time: number, action: () => unknown, quiet: boolean): Timer {
    const event: Event = { at: Math.max(time, this.#time), sequence: this.#sequence++, action, quiet }
    siftUp(this.#queue, event)
    return {
      cancel: () => {
        event.action = undefined
      },
    }
  }

  #take(): Event | undefined {
    return removeFirst(this.#queue)
  }
}

function before(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence)
}

function siftUp(heap: Event[], event: Event): void {
  let index = heap.length
  heap.push(event)
  while (index > 0) {
    const parent = (index - 1) >> 1
    if (!before(event, heap[parent]!)) break
    heap[index] = heap[parent]!
    index = parent
  }
  heap[index] = event
}

function removeFirst(heap: Event[]): Event | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (first === undefined || last === undefined || heap.length === 0) return first
  let index = 0
  for (;;) {
    let child = 2 * index + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1
    if (!before(heap[child]!, last)) break
    heap[index] = heap[child]!
    index = child
  }
  heap[index] = last
  return first
}
