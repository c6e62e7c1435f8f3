// What a step takes, gives, throws, needs and why a retry is safe: data that workflows, infra, docs and sandbox read.
import * as z from 'zod'
import type { ErrorKind } from '../domain/errors.ts'
import type { Platform } from '../domain/platform.ts'
import type { Mode } from '../domain/run.ts'
import type { Need } from './needs.ts'

/**
 * What a verb does to the world. `changes` is journaled before and after; `checks` is polled, answers
 * pending, ready or failed, and heeds the operator; `reads` does neither.
 */
export type Effect = 'reads' | 'changes' | 'checks'

export interface Contract<Takes extends z.ZodType = z.ZodType, Gives extends z.ZodType = z.ZodType> {
  /** Equal to the folder's name. */
  readonly name: string
  readonly effect: Effect
  readonly takes: Takes
  readonly gives: Gives
  readonly throws: readonly ErrorKind[]
  readonly needs: (platform: Platform, mode: Mode) => readonly Need[]
  /** Why doing it again is safe, in words. */
  readonly again: string
  /** It touches production: the platform's lock is read again just before, and must still be this run's. */
  readonly production: boolean
  /** Seconds the function may run; default 60. The task's own timeout is 15 s longer. */
  readonly timeout: number
}

type Given<Takes extends z.ZodType, Gives extends z.ZodType> = Omit<
  Contract<Takes, Gives>,
  'timeout' | 'effect' | 'production'
> & {
  readonly production?: boolean
  readonly effect: 'reads' | 'changes'
  readonly timeout?: number
}

export function contract<Takes extends z.ZodType, Gives extends z.ZodType>(
  given: Given<Takes, Gives>,
): Contract<Takes, Gives> {
  return { timeout: 60, production: false, ...given }
}

/** What a check answers: three exits, as data. `value` is what waiting steps may refer to. */
export type Answer<Value> =
  | { readonly status: 'pending'; readonly note: string; readonly left?: number; readonly watched?: number }
  | { readonly status: 'ready'; readonly value: Value }
  | { readonly status: 'failed'; readonly error: string; readonly reason: string }

/** Seconds that a check may watch within one call: its last look, tries and all, fits into the rest of the function's minute. */
export const LONGEST_WATCH = 45

/** As a check that watches answers: pending with the seconds that it has been watching, which the next poll comes sooner by. */
export type WatchedAnswer<Value> =
  | Exclude<Answer<Value>, { readonly status: 'pending' }>
  | (Extract<Answer<Value>, { readonly status: 'pending' }> & { readonly watched: number })

/** @param left seconds that are probably left, of a check that tells them; 0 where it cannot say */
export const pending = (note: string, left?: number): Answer<never> => ({
  status: 'pending',
  note,
  ...(left !== undefined && { left: Math.ceil(left) }),
})
export const ready = <Value>(value: Value): Answer<Value> => ({ status: 'ready', value })
export const failed = (error: ErrorKind, reason: string): Answer<never> => ({
  status: 'failed',
  error: error.code,
  reason,
})

export interface CheckContract<Takes extends z.ZodType = z.ZodType, Value extends z.ZodType = z.ZodType>
  extends Contract<Takes, z.ZodType<Answer<z.output<Value>>>> {
  readonly effect: 'checks'
  readonly ready: Value
  /** Pending answers say how many seconds are probably left: the next poll does not come before, but within a minute. */
  readonly tellsLeft: boolean
  /**
   * It watches what it waits for as long as the machine says, {@link LONGEST_WATCH} seconds at most, and answers as soon
   * as it can; the first poll comes at once, and pending answers say how long was watched.
   */
  readonly watches: boolean
}

type CheckGiven<Takes extends z.ZodType, Value extends z.ZodType> = Omit<
  CheckContract<Takes, Value>,
  'timeout' | 'effect' | 'gives' | 'again' | 'ready' | 'production' | 'tellsLeft' | 'watches'
> & {
  /** What is known once it is ready. */
  readonly gives: Value
  readonly again?: string
  readonly tellsLeft?: boolean
  readonly watches?: boolean
  /** For checks that act, round by round, on production. */
  readonly production?: boolean
  readonly timeout?: number
}

/** A contract of a polled verb: its handler returns an {@link Answer}. */
export function check<Takes extends z.ZodType, Value extends z.ZodType>(
  given: CheckGiven<Takes, Value>,
): CheckContract<Takes, Value> {
  const answer = z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('pending'),
      note: z.string(),
      ...(given.tellsLeft && { left: z.int().min(0) }),
      ...(given.watches && { watched: z.int().min(0).max(LONGEST_WATCH) }),
    }),
    z.strictObject({ status: z.literal('ready'), value: given.gives }),
    z.strictObject({ status: z.literal('failed'), error: z.string(), reason: z.string() }),
  ])
  return {
    timeout: 60,
    production: false,
    again: 'only reads',
    tellsLeft: false,
    watches: false,
    ...given,
    effect: 'checks',
    gives: answer as never,
    ready: given.gives,
  }
}

export type Takes<C> = C extends Contract<infer T, z.ZodType> ? z.infer<T> : never
export type Gives<C> =
  C extends CheckContract<z.ZodType, infer V> ? z.infer<V> : C extends Contract<z.ZodType, infer G> ? z.infer<G> : never
