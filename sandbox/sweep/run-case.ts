// One misfortune from beginning to verdict: the run, what it left, and the next run, which must succeed.
import { type Asked, keys } from '../../domain/control-records.ts'
import type { Ending } from '../../domain/run.ts'
import { hasOwnEnding } from '../../domain/unwind.ts'
import { outcomeOf } from '../outcome.ts'
import { type Run, startRun } from '../stage.ts'
import { settled } from '../supervisor.ts'
import { type Armed, arm } from './arm.ts'
import { expected, isImmovable } from './expected.ts'
import { type Excused, faultsOf } from './judge.ts'
import { type Misfortune, nameOf } from './misfortune.ts'
import { AFTERWARDS, nextRun } from './next-run.ts'
import type { Place } from './places.ts'
import { productionOf } from './production.ts'
import { type Subject, stageFor } from './rehearse-case.ts'

export interface Verdict {
  readonly name: string
  readonly kind: Misfortune['kind']
  readonly place: Place | null
  readonly ending: Ending
  readonly cause: string
  /** What is wrong; empty when all is right. */
  readonly faults: readonly string[]
}

export async function runCase(
  subject: Subject,
  misfortune: Misfortune,
  placeOf: (step: string) => Place,
): Promise<Verdict> {
  const stage = await stageFor(subject)
  const { world } = stage
  const found = productionOf(world)
  const begun = startRun(stage)
  const armed = arm(stage, misfortune, begun.id)
  const run = { ...begun, execution: await settled(world, begun.execution) }
  await world.clock.run(world.clock.now() + AFTERWARDS)
  const { outcome } = outcomeOf({ request: stage.request, run, ideal: undefined })
  const place = placeOfFailure(misfortune, placeOf, run)
  const undoRefused = armed.struck.some(({ step }) => step.startsWith('undo_'))
  const { kind } = misfortune
  const immovable =
    kind === 'state-fault' && isImmovable(misfortune.transition, misfortune.outcome, misfortune.resource)
  const call = 'site' in misfortune ? misfortune.site : undefined
  const walkingBack = 'abortedAt' in misfortune
  const right = expected({ mode: subject.mode, kind, call, place, undoRefused, walkingBack, immovable })
  const excused = excusedBy(misfortune, armed, outcome.ending)
  const faults = [
    ...faultsOf({ request: stage.request, outcome, run, right, found, excused }),
    ...(hasOwnEnding(run.execution) ? [] : [`nobody brought it to an ending: ${run.execution.status}`]),
  ]
  armed.lift()
  const after = isOverForGood(misfortune) ? [] : await nextRun(stage, outcome.ending, found)
  world.visitors.stop()
  const { ending, cause } = outcome
  return { name: nameOf(misfortune), kind, place, ending, cause, faults: [...faults, ...after] }
}

function placeOfFailure(misfortune: Misfortune, placeOf: (step: string) => Place, run: Run): Place | null {
  if (misfortune.kind === 'aborted') return misfortune.heededAt === null ? null : placeOf(misfortune.heededAt)
  if (misfortune.kind === 'denied' && misfortune.site.verb === 'decide') {
    const step = unanswered(run)
    return step === undefined ? null : placeOf(step)
  }
  return placeOf('site' in misfortune ? misfortune.site.step : misfortune.step)
}

/**
 * The step that asked and was not heard: what `decide` is refused once a decision is on record stops nobody, for the run
 * reads it at the latest when the time is over.
 */
function unanswered({ id, world }: Run): string | undefined {
  const { s3 } = world.region
  const bucket = world.platform.muster.controlBucket
  const questions = s3.keys(bucket).filter(key => key.startsWith(keys.questions(id)))
  return questions
    .map(key => JSON.parse(Buffer.from(s3.content(bucket, key) ?? '').toString()) as Asked)
    .find(({ approvalId }) => s3.content(bucket, keys.decision(id, approvalId)) === undefined)?.step
}

/** A denial of what writes, tells or releases cannot be made good by the run itself. */
function excusedBy(misfortune: Misfortune, { struck }: Armed, ending: Ending): Excused {
  const denied = (verb: string) => misfortune.kind === 'denied' && struck.some(each => each.verb === verb)
  const incomplete = ending === 'RollbackIncomplete'
  const unheard = misfortune.kind === 'state-fault' && misfortune.transition === 'sns.delivery'
  const unplaced = misfortune.kind === 'state-fault' && misfortune.outcome === 'lost-and-found'
  return {
    record: denied('write-report'),
    message: denied('notify') || unheard,
    lock: denied('release-lock'),
    // Who may start WordPress has lost the right to while it is stopped: a person is called, and nobody else can do it.
    // What AWS Backup could not place stays missing until a person has placed it, as the report says.
    visitors: incomplete || denied('resume-wordpress') || unplaced,
  }
}

/** What is stuck stays stuck: a next run meets it again. */
const isOverForGood = (misfortune: Misfortune): boolean =>
  misfortune.kind === 'state-fault' && ['stuck', 'never'].includes(misfortune.outcome)
