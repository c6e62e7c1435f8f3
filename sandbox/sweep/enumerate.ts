// All misfortunes that the calm run has room for.
import type { Calm } from './calm.ts'
import { edgeKinds, type Kind, type Misfortune } from './misfortune.ts'

export function misfortunes(calm: Calm, kinds: ReadonlySet<Kind>): readonly Misfortune[] {
  const all: Misfortune[] = [
    ...edgeKinds.flatMap(kind => calm.sites.map(site => ({ kind, site }) as const)),
    ...edgeKinds.flatMap(kind =>
      calm.walksBack.flatMap(({ abortedAt, sites }) => sites.map(site => ({ kind, site, abortedAt }) as const)),
    ),
    ...stateFaults(calm),
    ...calm.states.map(({ state, step }) => ({ kind: 'stopped', state, step }) as const),
    ...aborts(calm),
  ]
  return all.filter(({ kind }) => kinds.has(kind))
}

/** One for each step; it is heeded by the first poll that begins after it was said. */
function aborts({ invocations }: Calm): readonly Misfortune[] {
  const steps = [...new Set(invocations.filter(({ verb }) => verb !== 'decide').map(({ step }) => step))]
  return steps.map(step => {
    const said = invocations.findIndex(each => each.step === step)
    const heeding = invocations.slice(said).find(({ heeds }) => heeds)
    return { kind: 'aborted', step, heededAt: heeding?.step ?? null } as const
  })
}

/** What a change may come to besides what it ordinarily does; and that it never comes at all. */
function stateFaults({ changes }: Calm): readonly Misfortune[] {
  const first = new Map(changes.toReversed().map(each => [`${each.transition} ${each.resource}`, each]))
  return [...first.values()].reverse().flatMap(({ transition, resource, outcomes, step }) => {
    const named = outcomes.filter(outcome => outcome !== 'done')
    // What has been made is seen in the end: AWS promises that, if not when.
    const hasIt = ['stuck', 'never'].some(outcome => named.includes(outcome))
    const never = hasIt || transition.endsWith('.visible') ? [] : ['never']
    return [...named, ...never].map(outcome => ({ kind: 'state-fault', transition, resource, outcome, step }) as const)
  })
}
