// What an operator does to a run: says a word to the deployed `decide`, as the API does for them.
import type { Action } from '../../domain/decisions.ts'
import { tellInTheEnd } from '../approver.ts'
import type { Fault, FaultSetting } from './fault.ts'
import { atStep, stepArgument, waitOn, wrongStep } from './steps.ts'

const MINUTE = 60_000
/** Minutes until somebody who has paused a run says how it goes on. */
const PAUSED = 30

const OPERATOR = 'oncall@example.com'

/** The operator at work on the one run. */
interface Speaker {
  readonly say: (action: Action, reason: string) => Promise<void>
  readonly wait: (minutes: number) => Promise<void>
}

function speakerIn({ world, runId }: FaultSetting): Speaker {
  const by = { kind: 'iam', id: OPERATOR } as const
  return {
    say: (action, reason) => tellInTheEnd(world, runId, { action, reason, by }),
    wait: minutes => world.clock.sleep(minutes * MINUTE),
  }
}

const duringStep = (name: string, does: string, speak: (speaker: Speaker) => Promise<unknown>): Fault => ({
  name,
  does: `${does}: when that step begins, or while it waits`,
  argument: stepArgument,
  wrong: wrongStep,
  arm: (setting, step) => {
    const speaker = speakerIn(setting)
    atStep(setting, step, () => speak(speaker))
  },
})

const WINDOWS = ['check-commit-window', 'check-monitoring-window', 'check-region-window']

const inWindow = (name: string, does: string, speak: (speaker: Speaker) => Promise<unknown>): Fault => ({
  name,
  does,
  argument: 'minutes after the commit window opened, such as 10',
  modes: ['recover'],
  wrong: (text, about) => {
    if (waitOn(about, ...WINDOWS) === undefined) return `${about.scenario.name} has no commit window`
    return /^[1-9]\d{0,2}$/.test(text) ? undefined : `"${text}" is no number of minutes from 1 to 999`
  },
  arm: (setting, minutes) => {
    const speaker = speakerIn(setting)
    setting.timeline.whenBegun(waitOn(setting, ...WINDOWS) ?? '', () =>
      setting.world.clock.after(Number(minutes) * MINUTE, () => speak(speaker)),
    )
  },
})

export const operatorFaults: readonly Fault[] = [
  duringStep('operator-aborts', 'the operator aborts the run', ({ say }) => say('abort', 'called off')),
  duringStep('operator-pauses', `the operator pauses the run for ${PAUSED} minutes`, async ({ say, wait }) => {
    await say('pause', 'looking at something')
    await wait(PAUSED)
    await say('resume', 'seen enough')
  }),
  duringStep(
    'operator-aborts-while-paused',
    `the operator pauses the run and aborts it after ${PAUSED} minutes`,
    async ({ say, wait }) => {
      await say('pause', 'looking at something')
      await wait(PAUSED)
      await say('abort', 'it is not worth it')
    },
  ),
  inWindow('operator-commits', 'the operator ends the commit window early', ({ say }) =>
    say('commit', 'orders come in, all is well'),
  ),
  inWindow('operator-rolls-back', 'the operator goes back during the commit window', ({ say }) =>
    say('rollback', 'the wrong moment was restored'),
  ),
]
