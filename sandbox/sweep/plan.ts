// What a sweep will rehearse: the calm run's misfortunes, less what was not asked for.
import { recordCalm } from './calm.ts'
import { misfortunes } from './enumerate.ts'
import { edgeKinds, kinds as everyKind, type Kind, type Misfortune, nameOf } from './misfortune.ts'
import type { Subject } from './rehearse-case.ts'
import { sampleOf } from './sample.ts'

export interface Choice {
  /** All kinds when empty. */
  readonly kinds: readonly Kind[]
  /** Part of a misfortune's name; any when empty. */
  readonly only: string
  /** How many at most; all when absent. */
  readonly sample?: number | undefined
  readonly seed: string
}

export interface Plan {
  readonly subject: Subject
  readonly misfortunes: readonly Misfortune[]
  /** Steps that the calm run came through. */
  readonly visited: readonly string[]
}

/** Rehearses the calm run. @throws when it does not end well */
export async function planOf(subject: Subject, { kinds, only, sample, seed }: Choice): Promise<Plan> {
  const asked: ReadonlySet<Kind> = new Set(kinds.length === 0 ? everyKind : kinds)
  // On a way back only calls go wrong.
  const calm = await recordCalm(subject, { back: edgeKinds.some(kind => asked.has(kind)) })
  const wanted = misfortunes(calm, asked).filter(each => nameOf(each).includes(only))
  const chosen = sample === undefined ? wanted : sampleOf(wanted, sample, seed)
  return { subject, misfortunes: chosen, visited: [...new Set(calm.invocations.map(({ step }) => step))] }
}
