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
    says: 'Rolled back: the run failed, and what it had changed is as it was before.',
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
  const { style, says, next } = ENDINGS[outcome.ending]
  const faults = doubts(outcome)
  if (faults.length === 0) return { style, says, next }
  return { style: style === 'green' ? 'yellow' : style, says: `${says} But ${faults.join(', and ')}.`, next }
}

/** What a good ending must not hide. */
function doubts({ ending, mode, objectives, visitors, leftovers, denied }: Outcome): readonly string[] {
  if (ending !== 'Recovered' && ending !== 'DrillPassed') return []
  const { rto, rpo } = objectives
  return [
    ...(visitors.healthyAtEnd ? [] : ['visitors were not served well at the end']),
    ...(rto.met || rto.achievedSeconds === null ? [] : [`the RTO was missed by ${over(rto)}`]),
    ...(rpo.met || rpo.achievedSeconds === null ? [] : [`the RPO was missed by ${over(rpo)}`]),
    ...(mode === 'recover' && rpo.achievedSeconds === null ? ['the RPO could not be measured'] : []),
    ...(leftovers.length > 0 ? [`${count(leftovers.length, 'leftover was', 'leftovers were')} found`] : []),
    ...(denied.length > 0 ? [`${count(denied.length, 'call was', 'calls were')} denied`] : []),
  ]
}

const over = ({ achievedSeconds, promisedSeconds }: Outcome['objectives']['rto']): string =>
  readableDuration((achievedSeconds ?? 0) - promisedSeconds)

const count = (number: number, one: string, more: string): string => `${number} ${number === 1 ? one : more}`
