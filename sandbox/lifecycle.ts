// Changes of state that take time: the one place that draws durations, applies state faults and announces changes.
import type { Chance } from './chance.ts'
import type { VirtualClock } from './clock.ts'
import { type Transition, timings } from './timings.ts'

/** What a transition may come to; `done` is the ordinary outcome, other names are chosen by faults only. */
export type Outcomes = { readonly done: () => void } & Readonly<Record<string, () => void>>

/** A state fault: replaces the outcome or the duration of the transitions it matches. */
export interface Override {
  readonly transition: Transition
  /** Part of the resource's name, or a pattern of it; every resource when absent. */
  readonly resource?: string | RegExp
  readonly outcome?: string
  readonly seconds?: number
  /** How many matching transitions it applies to; all of them when absent. */
  times?: number
}

export interface Scheduled {
  readonly transition: Transition
  readonly resource: string
  /** What it may come to, by name. */
  readonly outcomes: readonly string[]
}

const isMeant = ({ resource = '' }: Override, name: string): boolean =>
  typeof resource === 'string' ? name.includes(resource) : resource.test(name)

export class Lifecycle {
  readonly #clock: VirtualClock
  readonly #chance: Chance
  readonly #pace: number
  readonly #overrides: Override[] = []
  readonly #listeners = new Set<() => void>()
  readonly #counts = new Map<string, number>()
  readonly #watchers: ((scheduled: Scheduled) => void)[] = []

  /** @param pace what every drawn duration is multiplied with; sweeps hurry, so that less is polled */
  constructor(clock: VirtualClock, chance: Chance, pace = 1) {
    this.#clock = clock
    this.#chance = chance
    this.#pace = pace
  }

  override(fault: Override): void {
    this.#overrides.push(fault)
  }

  /** Tells of every transition that begins, before a fault may change what it comes to. */
  onSchedule(watcher: (scheduled: Scheduled) => void): void {
    this.#watchers.push(watcher)
  }

  /** Called after every change of state; a rehearsal with ideal polling wakes on it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Seconds for work that follows from its size, in a world that may hurry. */
  work(seconds: number): number {
    return this.#pace * seconds
  }

  /** Seconds this transition takes for this resource, drawn once per occurrence. */
  draw(transition: Transition, resource: string): number {
    const key = `${transition} ${resource}`
    const occurrence = this.#counts.get(key) ?? 0
    this.#counts.set(key, occurrence + 1)
    return this.#pace * this.#chance.seconds(timings[transition], transition, resource, occurrence)
  }

  /** After the drawn (or overridden) time, applies `done`, or the outcome that a fault chose, and tells listeners. */
  schedule(transition: Transition, resource: string, outcomes: Outcomes, seconds?: number): void {
    const drawn = seconds ?? this.draw(transition, resource)
    for (const watcher of this.#watchers) watcher({ transition, resource, outcomes: Object.keys(outcomes) })
    const fault = this.#fault(transition, resource)
    const apply = fault?.outcome === undefined ? outcomes.done : outcomes[fault.outcome]
    if (!apply) throw new Error(`no outcome "${fault?.outcome}" of ${transition}: ${Object.keys(outcomes).join(', ')}`)
    this.#clock.after((fault?.seconds ?? drawn) * 1000, () => {
      apply()
      this.changed()
    })
  }

  /** Announces a change that did not come from `schedule`. */
  changed(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  #fault(transition: Transition, resource: string): Override | undefined {
    const fault = this.#overrides.find(
      each => each.transition === transition && isMeant(each, resource) && each.times !== 0,
    )
    if (fault?.times !== undefined) fault.times -= 1
    return fault
  }
}
