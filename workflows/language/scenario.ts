// The words of a runbook: scenario, phase, step, undo, waitUntil, approve, choose, either, parallel, optional, only, include.
import type * as z from 'zod'
import type { ErrorKind } from '../../domain/errors.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Place } from '../../domain/platform-places.ts'
import type { Mode, RunRef } from '../../domain/run.ts'
import type { CheckContract, Contract, Gives, Takes } from '../../lambdas/contract.ts'
import type { BranchGives, GivenTogether, Joined, KnownInWay, Learnt, WayGives } from './learnt.ts'
import type { Comparison, Condition, Node, ParallelNode, Scenario, StepNode, Undo, UndoTimes } from './nodes.ts'
import type { Argument, Ref, Refs } from './reference.ts'
import { unhurried } from './unhurried.ts'

type Given<Scope, C> = ($: Refs<Scope>) => Argument<Takes<C>>
type Has<Name extends string, Value> = { readonly [K in Name]: Value }
/** What every runbook may refer to. */
export type Bare = { readonly run: RunRef; readonly platform: Platform }

interface WaitTimes<Scope> {
  /** Seconds it usually takes: feeds the poll plan, the forecast and the docs. */
  readonly expected: number
  /** What an earlier step expects of this very work, in whole seconds: polls follow it, docs and forecast do not. */
  readonly estimate?: ($: Refs<Scope>) => Ref<number>
  /** Seconds after which the wait fails with TooLate. */
  readonly within: number
  /** Seconds between polls when completion is due; default 30 where the check watches, else 10. At least 10; 15 for AWS Backup. */
  readonly every?: number
  /** False for waits that come after users are served again; default true. */
  readonly countsTowardsRto?: boolean
}

interface UndoOptions<Scope> {
  /** Seconds allowed to an undo that is itself a check; default 30 min. */
  readonly within?: number
  /** Seconds between its polls; default 15, at least 10. */
  readonly every?: number
  /** It may go on at the same time as the undo of the step before: neither needs what the other takes away. */
  readonly beside?: boolean
  readonly until?: Until<Scope>
  readonly onceProved?: Replacement<Scope>
}
interface Until<Scope> {
  readonly contract: CheckContract
  readonly args: ($: Refs<Scope>) => unknown
  readonly times: UndoTimes
}
interface Replacement<Scope> {
  readonly title: string
  readonly contract: Contract
  readonly args: ($: Refs<Scope>) => unknown
}

/** Polls `check` until it is ready: the second half of an undo that takes time. A number is the limit alone. */
export const until = <Scope, C extends CheckContract>(
  contract: C,
  args: Given<Scope, C>,
  times: number | Pick<WaitTimes<Scope>, 'expected' | 'within' | 'every'>,
): Until<Scope> => ({
  contract,
  args,
  times:
    typeof times === 'number' ? { expected: 60, within: times, every: 15 } : { every: everyOf(contract), ...times },
})

/** Seconds between polls where a runbook does not say. A check that watches notices as soon, however rarely it is asked. */
const everyOf = ({ watches }: CheckContract): number => (watches ? 30 : 10)

/** In recover mode, once the restore is proved, this is done instead of the undo. */
export const instead = <Scope, C extends Contract>(
  title: string,
  contract: C,
  args: Given<Scope, C>,
): Replacement<Scope> => ({
  title,
  contract,
  args,
})

type Test<Scope> = ($: Refs<Scope>) => Comparison

export const equal = <T extends string | number | boolean>(subject: Ref<T>, to: NoInfer<T>): Comparison => ({
  subject,
  is: 'equal',
  to,
})
export const notEqual = <T extends string | number | boolean>(subject: Ref<T>, to: NoInfer<T>): Comparison => ({
  subject,
  is: 'not-equal',
  to,
})
export const given = (subject: Ref<unknown>): Comparison => ({ subject, is: 'not-null' })

/** What any passage is to its surroundings: the nodes written so far. */
interface Written {
  readonly nodes: readonly Node[]
}

/** A passage of a runbook that has seen `Scope` (what later arrows may refer to) and, before its last step, `Before`. */
export class Passage<Scope, Before = Scope> {
  readonly nodes: readonly Node[]

  constructor(nodes: readonly Node[]) {
    this.nodes = nodes
  }

  phase(title: string): Passage<Scope> {
    return new Passage([...this.nodes, { kind: 'phase', title }])
  }

  /** One deed by one Lambda. Its result is `$.<name>` from here on. */
  step<const Name extends string, C extends Contract>(
    name: Name extends keyof Scope ? never : Name,
    title: string,
    contract: C,
    args: Given<Scope, C>,
    options: { readonly skipsOn?: readonly ErrorKind[]; readonly persistent?: boolean } = {},
  ): Passage<Scope & Has<Name, Gives<C>>, Scope> {
    return new Passage([...this.nodes, { kind: 'step', name, title, contract, args, ...options }])
  }

  /** The reversal of the step just written. It may use only what was known before that step. */
  undo<C extends Contract>(
    title: string,
    contract: C,
    args: Given<Before, C>,
    options: UndoOptions<Before> = {},
  ): Passage<Scope> {
    const last = this.nodes.at(-1)
    if (last?.kind !== 'step') throw new Error(`"${title}" undoes no step: undo stands right after its step`)
    const undo: Undo = { title, contract, args, ...options }
    const step: StepNode = { ...last, undo }
    return new Passage([...this.nodes.slice(0, -1), step])
  }

  /** Three exits (ready, failed, too late) and a limit. */
  waitUntil<const Name extends string, C extends CheckContract>(
    name: Name extends keyof Scope ? never : Name,
    title: string,
    contract: C,
    args: Given<Scope, C>,
    times: WaitTimes<Scope>,
  ): Passage<Scope & Has<Name, Gives<C>>> {
    return new Passage([
      ...this.nodes,
      { kind: 'wait', name, title, contract, args, every: everyOf(contract), ...times },
    ])
  }

  /** A person decides, seeing the facts. `waived` lets the request do without, with its reason on record. */
  approve<const Name extends string>(
    name: Name,
    title: string,
    options: {
      readonly shows: ($: Refs<Scope>) => Readonly<Record<string, Ref<unknown>>>
      readonly waived?: Test<Scope>
      readonly within: number
      readonly onSilence: 'stop'
    },
  ): Passage<Scope> {
    return new Passage([...this.nodes, { kind: 'approve', name, title, ...options }])
  }

  /** The passage runs only when the test holds; what it learns stays inside. */
  choose(title: string, when: Test<Scope>, then: (passage: Passage<Scope>) => Written): Passage<Scope> {
    return new Passage([
      ...this.nodes,
      { kind: 'choose', title, when: when as Condition, nodes: then(new Passage([])).nodes },
    ])
  }

  /**
   * One of several ways to the same, by a reference whose values name them; every value has its way. What every way
   * learns (by the same name) is known afterwards. What one way learns is known again in the same way of a later
   * `either` on the same reference. Steps of one name in several ways are undone by the same undo.
   * Ways are passages with names of their own: the compiler cannot guess what an arrow written here would be given.
   */
  either<Ways extends { readonly [Way in keyof Ways]: (passage: Passage<KnownInWay<Scope, Way>>) => Written }>(
    title: string,
    on: ($: Refs<Scope>) => Ref<keyof Ways & string>,
    ways: Ways,
  ): Passage<Scope & Joined<WayGives<Scope, Ways[keyof Ways]>> & Learnt<Scope, Ways>> {
    const built = Object.entries<(passage: Passage<never>) => Written>(ways).map(([way, build]) => [
      way,
      build(new Passage([])).nodes,
    ])
    return new Passage([...this.nodes, { kind: 'either', title, on, ways: Object.fromEntries(built) }])
  }

  /** Branches side by side. Each gives what its steps gave: `$.<name>.<branch>.<step>`. */
  parallel<const Name extends string, Branches extends Readonly<Record<string, (passage: Passage<Scope>) => Written>>>(
    name: Name,
    title: string,
    branches: Branches,
  ): Passage<Scope & Has<Name, { readonly [K in keyof Branches]: BranchGives<Scope, Branches[K]> }>> {
    return new Passage([...this.nodes, this.#sideBySide(name, title, branches, false)])
  }

  /**
   * Branches side by side. What their steps gave is known by their own names, as if they were written one after the
   * other: passages that are written for that may stand in them, and undos may refer to it.
   */
  together<Branches extends Readonly<Record<string, (passage: Passage<Scope>) => Written>>>(
    name: string,
    title: string,
    branches: Branches,
  ): Passage<Scope & GivenTogether<Scope, Branches>> {
    return new Passage([...this.nodes, this.#sideBySide(name, title, branches, true)])
  }

  #sideBySide(
    name: string,
    title: string,
    branches: Readonly<Record<string, (passage: Passage<Scope>) => Written>>,
    open: boolean,
  ): ParallelNode {
    const built = Object.entries(branches).map(([key, build]) => [key, build(new Passage([])).nodes])
    return { kind: 'parallel', name, title, open, branches: Object.fromEntries(built) }
  }

  /**
   * What the run can do without. When a step of it fails, the passage is walked back by its own undos, the run goes on and
   * says so at its end; when it could not be walked back, the run ends Held. What it learns stays inside. It stands where
   * every failure holds: nothing walks the rest of the run back any more.
   */
  optional(title: string, build: (passage: Passage<Scope>) => Written): Passage<Scope> {
    return new Passage([...this.nodes, { kind: 'optional', title, nodes: unhurried(build(new Passage([])).nodes) }])
  }

  /** Printed in that mode's machine only; a later common step that refers to it does not print. */
  only<Wider>(mode: Mode, build: (passage: Passage<Scope>) => Passage<Wider>): Passage<Scope & Wider> {
    return new Passage([...this.nodes, { kind: 'only', mode, nodes: build(new Passage([])).nodes }])
  }

  /** A passage that several runbooks share; it must need no more than is known here. */
  include<Needs, Wider>(
    build: (passage: Passage<Needs>) => Passage<Wider, unknown>,
    ..._: Scope extends Needs ? [] : ['the passage needs more than is known here']
  ): Passage<Scope & Wider> {
    return new Passage([...this.nodes, ...build(new Passage([])).nodes])
  }

  /** From here on what was restored is worth keeping when the run fails. */
  proved(): Passage<Scope> {
    return new Passage([...this.nodes, { kind: 'mark', mark: 'proved' }])
  }

  /** From here on people write to what was restored: failure holds or rolls back, as `onFailure` says. */
  serving(onFailure: ($: Refs<Scope>) => Ref<'hold' | 'rollback'> | 'hold'): Passage<Scope> {
    return new Passage([...this.nodes, { kind: 'mark', mark: 'serving', onFailure }])
  }
}

/** A field of both is either's value; one that only one mode's request has is refused when the other's machine is printed. */
type Requests<Recover extends z.ZodType, Drill extends z.ZodType> = Merged<z.output<Recover>, z.output<Drill>>

type Merged<A, B> = {
  readonly [K in keyof A | keyof B]: (K extends keyof A ? A[K] : never) | (K extends keyof B ? B[K] : never)
}

interface Head<Recover extends z.ZodType, Drill extends z.ZodType> {
  readonly title: string
  readonly summary: string
  /** Seconds promised. The recovery point objective is per source of restore. */
  readonly objectives: { readonly rto: number; readonly rpo: Readonly<Record<string, number>> }
  /** Name of the approval at whose end the clock of the RTO starts; the start of the run when absent. */
  readonly rtoFrom?: string
  /** Where its machines and functions live, and what `$.platform` describes; the primary region when absent. */
  readonly runsIn?: Place
  readonly requests: { readonly recover: Recover; readonly drill: Drill }
}

/** Begins a runbook; `runbook` writes it, given the passage so far. */
export function scenario<Recover extends z.ZodType, Drill extends z.ZodType>(
  name: string,
  head: Head<Recover, Drill>,
  runbook: (passage: Passage<Bare & { readonly request: Requests<Recover, Drill> }>) => Written,
): Scenario {
  return { name, ...head, nodes: runbook(new Passage([])).nodes }
}
