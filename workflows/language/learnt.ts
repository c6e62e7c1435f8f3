// What is known after a passage that does not simply go on: of ways, branches and what one way has learnt. Types only.
import type { Passage } from './scenario.ts'

declare const learnt: unique symbol

/** What each way has learnt, remembered for a later `either`; no step is called by a symbol. */
export type Learnt<Scope, Ways> = {
  readonly [learnt]: { readonly [Way in keyof Ways]: WayGives<Scope, Ways[Way]> }
}

/** In a way, what the same way learnt before, in place of what all of them have in common. */
export type KnownInWay<Scope, Way> = Scope extends { readonly [learnt]: infer Ways }
  ? Way extends keyof Ways
    ? Omit<Scope, keyof Ways[Way]> & Ways[Way]
    : Scope
  : Scope

export type WayGives<Scope, Build> = Build extends (passage: never) => Passage<infer Wider, infer _>
  ? Omit<Wider, keyof Scope>
  : never

/** Names that every way gives, each with the value of either. `Exclude` keeps the union from being taken apart. */
export type Joined<Given> = { readonly [Name in Exclude<keyof Given, symbol>]: Given[Name & keyof Given] }

export type BranchGives<Scope, Build> = Build extends (passage: Passage<Scope>) => Passage<infer Wider, infer _>
  ? Omit<Wider, keyof Scope>
  : never

/** All that any branch gives. */
export type GivenTogether<Scope, Branches> = {
  readonly [K in keyof Branches]: (given: BranchGives<Scope, Branches[K]>) => void
}[keyof Branches] extends (given: infer All) => void
  ? All
  : never
