// How a run ended, in words for the person on call, and what to do next.
import { readableDuration } from '../../../domain/duration.ts'
import type { Ending } from '../../../domain/run.ts'
import type { Outcome } from '../../backends/sandbox.ts'
import type { Style } from './paint.ts'

interface EndingText {
  readonly style: Style
  readonly says: string
  readonly next: string
}

const ENDINGS: Readonly<Record<Ending, EndingText>> = {
  Recovered: {
    style: 'green',
    says: 'Recovered: the platform runs on what was restored.',
    next: 'read the report; remove what is retained when its date has come.',
  },
  DrillPassed: {
    style: 'green',
    says: 'Drill passed: the restore was proved, and production was not touched.',
    next: 'nothing must be done; compare the achieved times with the promise.',
  },
  Skipped: {
    style: 'yellow',
    says: 'Skipped: the drill gave way to another run.',
    next: 'drill again when the platform is free.',
  },
  RolledBack: {
    style: 'yellow',
    says: 'Rolled back: the run failed, and the platform is as it was before it, the damage included.',
    next: 'remove the cause above, then start the run again.',
  },
  RollbackIncomplete: {
    style: 'red',
    says: 'Rollback incomplete: the run failed, and not everything could be undone.',
    next: 'finish by hand what is named above, before anything else is started.',
  },
  Refused: {
    style: 'yellow',
    says: 'Refused: nothing was touched.',
    next: 'correct what the cause names, then start the run again.',
  },
  Held: {
    style: 'red',
    says: 'Held: stopped after the cutover; nothing was reverted, and both states of the data are there.',
    next: 'a person decides now: look at the site, then keep what was restored or go back.',
  },
}

export function endingOf(outcome: Outcome): EndingText {
  const { style, says, next } = { ...ENDINGS[outcome.ending], ...variant(outcome) }
  const faults = doubts(outcome)
  if (faults.length === 0) return { style, says, next }
  return { style: style === 'green' ? 'yellow' : style, says: `${says} But ${faults.join(', and ')}.`, next }
}

/** What an ending means by itself, where nothing else was measured. */
export const wordsOf = (ending: Ending): EndingText => ENDINGS[ending]

/** A failed drill left no damage behind; a failed recovery may have left something to begin with. */
function variant({ ending, mode, retained }: Outcome): Partial<EndingText> {
  if (ending !== 'RolledBack') return {}
  if (mode === 'drill') return { says: 'Rolled back: the drill failed, and what it had made was removed again.' }
  return retained.length > 0
    ? { next: 'remove the cause above, then start again; that run may adopt what is retained.' }
    : {}
}

/** What an ending must not hide. */
function doubts({ ending, mode, objectives, visitors, leftovers, denied }: Outcome): readonly string[] {
  const left = leftovers.length > 0 ? [`${count(leftovers.length, 'leftover was', 'leftovers were')} found`] : []
  if (ending !== 'Recovered' && ending !== 'DrillPassed') return ending === 'RollbackIncomplete' ? [] : left
  const { rto, rpo } = objectives
  return [
    ...(visitors.healthyAtEnd ? [] : ['visitors were not served well at the end']),
    ...(rto.met || rto.achievedSeconds === null ? [] : [`the RTO was missed by ${over(rto)}`]),
    ...(rpo.met || rpo.achievedSeconds === null ? [] : [`the RPO was missed by ${over(rpo)}`]),
    ...(mode === 'recover' && rpo.achievedSeconds === null ? ['the RPO could not be measured'] : []),
    ...left,
    ...(denied.length > 0 ? [`${count(denied.length, 'call was', 'calls were')} denied`] : []),
  ]
}

const over = ({ achievedSeconds, promisedSeconds }: Outcome['objectives']['rto']): string =>
  readableDuration((achievedSeconds ?? 0) - promisedSeconds)

const count = (number: number, one: string, more: string): string => `${number} ${number === 1 ? one : more}`
