// The recorded cases: where they lie, what one holds, and how values are compared with what AWS gave.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Json } from '../../sandbox/engine/index.ts'

export interface RecordedTask {
  readonly state?: string
  readonly outcome: 'succeeded' | 'failed' | 'timedOut'
  readonly output?: Json
  readonly error?: string
  readonly cause?: Json
}

export type RecordedEvent = { readonly id: number; readonly previousEventId: number; readonly type: string } & Readonly<
  Record<string, unknown>
>

export interface Case {
  readonly name: string
  readonly tier: string
  readonly definition: Json
  readonly input: Json
  readonly lambdas?: Readonly<Record<string, string>>
  readonly stateMachines?: Readonly<Record<string, Json>>
  readonly recordedTasks?: readonly RecordedTask[]
  readonly tokenHelpers?: readonly string[]
  readonly flags?: readonly string[]
  readonly clock?: string
  readonly expected: {
    readonly status: string
    readonly output?: Json
    readonly error?: string
    readonly cause?: Json
    readonly historyTypes?: readonly string[]
    readonly events?: readonly RecordedEvent[]
  }
}

export type Behaviour = (event: Json, sleep: (milliseconds: number) => Promise<void>) => Promise<Json>

export interface Recordings {
  readonly cases: readonly Case[]
  /** Whether what the engine gave is what AWS gave, with what was masked left open. */
  readonly same: (expected: unknown, actual: unknown) => boolean
  readonly behaviours: Readonly<Record<string, Behaviour>>
}

/** Beside the repository, where a checkout has it. */
export const FOLDER = join(import.meta.dirname, '../../../shared/conformance')

interface Where {
  /** A file of cases; those beside the repository when absent. */
  readonly cases?: string | undefined
  /** A file of names, or `all`. When absent, all of the cases given, or the first target of those beside the repository. */
  readonly names?: string | undefined
}

/** Undefined when the recordings are not there. The comparator is looked for beside the cases first. */
export async function recordings({ cases, names }: Where = {}): Promise<Recordings | undefined> {
  const file = cases ?? join(FOLDER, 'asl-cases.jsonl')
  const comparator = [dirname(file), FOLDER].map(folder => join(folder, 'compare.mjs')).find(existsSync)
  if (!existsSync(file) || comparator === undefined) return undefined
  const all = lines(file).map(line => JSON.parse(line) as Case)
  const target = names ?? (cases === undefined ? join(FOLDER, 'first-target.txt') : 'all')
  const wanted = target === 'all' ? undefined : new Set(lines(target))
  const { same, lambdaBehaviours } = await import(pathToFileURL(resolve(comparator)).href)
  return { cases: all.filter(each => wanted?.has(each.name) ?? true), same, behaviours: lambdaBehaviours }
}

function lines(file: string): readonly string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean)
}
