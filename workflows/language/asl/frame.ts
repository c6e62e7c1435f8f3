// What stands around every runbook: check the request, decide the ending, release, report, tell, end.
import { Missing } from '../../../domain/errors.ts'
import { checkRequest } from '../../../lambdas/check-request/contract.ts'
import { notify } from '../../../lambdas/notify/contract.ts'
import { readRecord } from '../../../lambdas/read-record/contract.ts'
import { releaseLock } from '../../../lambdas/release-lock/contract.ts'
import { writeReport } from '../../../lambdas/write-report/contract.ts'
import type { Scenario } from '../nodes.ts'
import { type Context, FAILURE } from './context.ts'
import { walkBackOf } from './optional.ts'
import { CAUSE_TEXT, catchAll, PAYLOAD, pass, type State, type States, task, UNTIL_VISIBLE } from './states.ts'
import { printTelling } from './telling.ts'
import { CAUSE, CLOSE, NOT_UNDONE, UNDONE } from './undo-chain.ts'

export const RUNBOOK_DONE = 'The runbook is done'
const UNDO = 'Walk back'
const FOLLOWS = 'What follows'

export interface FrameParts {
  readonly scenario: Scenario
  readonly context: Context
  readonly firstState: string
  readonly firstUndo: string
  readonly undoNames: readonly string[]
  /** Titles of the passages that the run can do without: one, or none. */
  readonly optional: readonly string[]
  /** Steps that write the journal after the marks: the record shows by them that a mark was passed. */
  readonly servingFrom: readonly string[]
  /** The step right before the mark of serving, if it changes something: its end is the mark. */
  readonly servingOnce: readonly string[]
  readonly provedFrom: readonly string[]
  /** Seconds that the longest function of the machine may still run. */
  readonly longest: number
}

const NOTHING_YET = {
  leftovers: [],
  undone: [],
  awaited: {},
  linger: 0,
  touched: false,
  serving: false,
  proved: false,
  afterCutover: 'hold',
  outcome: '',
  cause: '',
}

const nothingYet = (optional: readonly string[]) => ({ ...NOTHING_YET, ...(optional.length > 0 && { without: [] }) })

/** From the start of the execution to the first state of the runbook, or to the undo chain in unwind mode. */
export function printOpening(parts: FrameParts): States {
  const { scenario, context, undoNames, optional } = parts
  const run = {
    id: '{% $states.context.Execution.Name %}',
    scenario: scenario.name,
    mode: context.mode,
    startedAt: '{% $states.context.Execution.StartTime %}',
    executionArn: '{% $states.context.Execution.Id %}',
  }
  const begun = Object.fromEntries(undoNames.map(name => [name, false]))
  const check: State = {
    ...task({
      contract: checkRequest,
      step: 'request',
      input: { given: '{% $states.input %}' },
      phase: 'Begin',
      record: true,
    }),
    Assign: { request: PAYLOAD },
    Catch: [catchAll('request', 'Check the request', { linger: 0, next: FAILURE })],
    Next: parts.firstState,
  }
  const fresh: State = {
    Type: 'Pass',
    Comment: 'Begin',
    Assign: { run, begun, ...nothingYet(optional) },
    Next: 'Check the request',
  }
  const how: State = {
    Type: 'Choice',
    Comment: 'Begin',
    Choices: [
      { Condition: "{% $type($states.input) = 'object' and $exists($states.input.unwind) %}", Next: 'Read the record' },
    ],
    Default: 'Begin the run',
  }
  return [['Run or unwind?', how], ['Begin the run', fresh], ['Check the request', check], ...printUnwind(parts)]
}

/** A run that no Catch could end is unwound from its record, through the same chain. */
function printUnwind(parts: FrameParts): States {
  const { scenario, undoNames, optional, context, longest, servingFrom, servingOnce, provedFrom } = parts
  const recorded = [...context.recorded].filter(name => name !== 'request')
  const run = {
    id: '{% $states.input.unwind.run %}',
    scenario: scenario.name,
    mode: context.mode,
    startedAt: '{% $states.context.Execution.StartTime %}',
    executionArn: '{% $states.context.Execution.Id %}',
  }
  const payload = '$states.result.Payload'
  const read: State = {
    ...task({
      contract: readRecord,
      step: 'unwind',
      input: {
        steps: undoNames,
        results: recorded,
        servingFrom,
        servingOnce,
        provedFrom,
        reason: '{% $states.input.unwind.reason %}',
      },
      phase: 'Begin',
    }),
    Assign: {
      ...nothingYet(optional),
      run: `{% ${payload}.run %}`,
      request: `{% ${payload}.request %}`,
      begun: `{% ${payload}.begun %}`,
      touched: `{% ${payload}.touched %}`,
      serving: `{% ${payload}.serving %}`,
      afterCutover: `{% ${payload}.afterCutover %}`,
      proved: `{% ${payload}.proved %}`,
      failure: `{% ${payload}.failure %}`,
      ...Object.fromEntries(recorded.map(name => [name, `{% ${payload}.results.${name} %}`])),
    },
    // It ended before its request was recorded, and so before anything else: it is refused, and nothing is walked back.
    Catch: [
      {
        ErrorEquals: [Missing.code],
        Assign: {
          failure: {
            step: 'unwind',
            title: 'The run was ended from outside',
            error: 'Unwound',
            cause: `{% ${CAUSE_TEXT} %}`,
          },
        },
        Output: {},
        Next: FAILURE,
      },
    ],
    Next: FAILURE,
  }
  const begin = pass({ run, ...nothingYet(optional) }, 'Read the record: wait', 'Begin')
  // A function that was at work when the run was stopped goes on, and may yet write its intent and act on it.
  const wait: State = {
    Type: 'Wait',
    Comment: 'Begin',
    Seconds: longest,
    Output: '{% $states.input %}',
    Next: 'Read the record: ask',
  }
  return [
    ['Read the record', { ...begin, Output: '{% $states.input %}' }],
    ['Read the record: wait', wait],
    ['Read the record: ask', read],
  ]
}

/** From the last state of the runbook, or from a failure, to exactly one ending. */
export function printClosing(parts: FrameParts): States {
  return [...printDecision(parts), ...printClose(parts)]
}

/** What the run did without, in words. What of it could not be undone is a person's. */
const WITHOUT = `{% $count($without) = 0 ? '' : 'The platform is recovered, without: ' & $join($without, '; ') & ($count($leftovers) = 0 ? '' : '. Not undone: ' & ${NOT_UNDONE}) & ($count(${UNDONE}) = 0 ? '' : '. Undone: ' & $join(${UNDONE}, ', ')) %}`

const recovered = ([optional]: readonly string[]): State =>
  optional === undefined
    ? pass({ outcome: 'Recovered' }, CLOSE, 'Close')
    : pass({ outcome: "{% $count($leftovers) = 0 ? 'Recovered' : 'Held' %}", cause: WITHOUT }, CLOSE, 'Close')

function printDecision({ context, firstUndo, optional }: FrameParts): States {
  const drill = context.mode === 'drill'
  // What a passed drill made was made minutes ago and is listed: its tidying need not wait.
  const done = drill ? pass({ outcome: 'DrillPassed' }, firstUndo, 'Close') : recovered(optional)
  const [held = CLOSE] = optional.map(walkBackOf)
  const rule = (condition: string, outcome: string, next: string) => ({
    Condition: `{% ${condition} %}`,
    Assign: { outcome, cause: `{% $cause = '' ? ${CAUSE} : $cause %}` },
    Next: next,
  })
  const failure: State = {
    Type: 'Choice',
    Comment: 'Close',
    Output: {},
    Choices: [
      { Condition: "{% $outcome = 'Skipped' %}", Next: UNDO },
      { ...rule("$failure.error = 'Yielded'", 'Skipped', UNDO) },
      // An abort says stop, not go back: after the cutover only `rollback` and the request's own policy turn it.
      rule("$serving and $failure.error = 'OperatorAborted'", 'Held', held),
      rule("$serving and $afterCutover = 'hold' and $failure.error != 'RollbackDecided'", 'Held', held),
      rule('$touched', 'RolledBack', UNDO),
      rule('true', 'Refused', CLOSE),
    ],
  }
  const linger: State = {
    Type: 'Wait',
    Comment: 'Undo',
    Seconds: `{% $linger > ${UNTIL_VISIBLE} ? $linger : ${UNTIL_VISIBLE} %}`,
    Output: {},
    Next: firstUndo,
  }
  const walked: State = {
    Type: 'Choice',
    Comment: 'Close',
    Output: {},
    Choices: [
      {
        Condition: '{% $count($leftovers) > 0 %}',
        Assign: {
          outcome: 'RollbackIncomplete',
          cause: `{% ($cause = '' ? 'The drill passed' : $cause) & '. Not undone: ' & ${NOT_UNDONE} & ($count(${UNDONE}) = 0 ? '' : '. Undone: ' & $join(${UNDONE}, ', ')) %}`,
        },
        Next: CLOSE,
      },
      {
        Condition: "{% $cause != '' and $count($undone) > 0 %}",
        Assign: { cause: `{% $cause & '. Undone: ' & $join($undone, ', ') %}` },
        Next: CLOSE,
      },
    ],
    Default: CLOSE,
  }
  return [[RUNBOOK_DONE, done], ...printTelling(FOLLOWS), [FOLLOWS, failure], [UNDO, linger], ['Walked back', walked]]
}

/** Release, report, tell. A fault here never hides how the run went, but a person must know: see `closingFault`. */
function printClose({ context, optional }: FrameParts): States {
  const { topic } = context.platform.muster
  const ending = { outcome: '{% $outcome %}', cause: '{% $cause %}', leftovers: '{% $leftovers %}' }
  const closing = (
    title: string,
    next: string,
    options: { contract: Parameters<typeof task>[0]['contract']; input: object; onFault: string },
  ): [string, State] => [
    title,
    {
      ...task({ contract: options.contract, step: 'close', input: options.input, phase: 'Close', attempts: 8 }),
      Catch: [closingFault(title, options.onFault)],
      Next: next,
    },
  ]
  const report = { contract: writeReport, input: { ...ending, retainDays: context.platform.muster.retainDays } }
  const fail: State = { Type: 'Fail', Error: '{% $outcome %}', Cause: '{% $cause %}' }
  const succeeded = ['Recovered', 'DrillPassed', 'Skipped']
  const how: State = {
    Type: 'Choice',
    Comment: 'Close',
    Output: {},
    Choices: succeeded.map(outcome => ({ Condition: `{% $outcome = '${outcome}' %}`, Next: outcome })),
    Default: 'Failed',
  }
  return [
    closing(CLOSE, 'Write the report', {
      contract: releaseLock,
      input: {},
      onFault: 'Write the report',
    }),
    closing('Write the report', 'Tell people', { ...report, onFault: 'Tell people' }),
    closing('Tell people', 'How it ended', {
      contract: notify,
      input: { topic, ...ending },
      onFault: 'Correct the report',
    }),
    closing('Correct the report', 'How it ended', { ...report, onFault: 'How it ended' }),
    ['How it ended', how],
    ...succeeded.map((outcome): [string, State] => [
      outcome,
      {
        Type: 'Succeed',
        Output: { ending: outcome, run: '{% $run.id %}', ...(optional.length > 0 && { cause: '{% $cause %}' }) },
      },
    ]),
    ['Failed', fail],
  ]
}

const closingFault = (title: string, next: string) => ({
  ErrorEquals: ['States.ALL'],
  Assign: {
    outcome: "{% $outcome = 'Recovered' ? 'Held' : $outcome = 'DrillPassed' ? 'RolledBack' : $outcome %}",
    cause: `{% ($cause = '' ? 'Everything else was done' : $cause) & '. ${title} failed: ' & $states.errorOutput.Error & ': ' & ${CAUSE_TEXT} %}`,
  },
  Output: {},
  Next: next,
})
