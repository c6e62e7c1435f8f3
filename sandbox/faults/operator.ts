// What an operator does to a run, by doing exactly what the control plane does: one word in the bucket, one token woken.
import { abort, type Backend, commit, pause, resume, rollBack, type Word } from '../../control/operator.ts'
import { toInstant } from '../../domain/instant.ts'
import type { Fault, FaultSetting } from './fault.ts'
import { operatorDesk } from './operator-desk.ts'
import { atStep, stepArgument, waitOn, wrongStep } from './steps.ts'

const MINUTE = 60_000
/** Minutes until somebody who has paused a run says how it goes on. */
const PAUSED = 30

const OPERATOR = 'oncall@example.com'

/** The operator at work on the one run. */
interface Speaker {
  readonly desk: Backend
  readonly runId: string
  readonly word: (reason: string) => Word
  readonly wait: (minutes: number) => Promise<void>
}

function speakerIn({ world, runId }: FaultSetting): Speaker {
  const { clock } = world
  return {
    desk: operatorDesk(world),
    runId,
    word: reason => ({ by: OPERATOR, reason, at: toInstant(clock.now()) }),
    wait: minutes => clock.sleep(minutes * MINUTE),
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

const WINDOWS = ['check-commit-window', 'check-monitoring-window']

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
  duringStep('operator-aborts', 'the operator aborts the run', ({ desk, runId, word }) =>
    abort(desk, runId, word('called off')),
  ),
  duringStep(
    'operator-pauses',
    `the operator pauses the run for ${PAUSED} minutes`,
    async ({ desk, runId, word, wait }) => {
      await pause(desk, runId, word('looking at something'))
      await wait(PAUSED)
      await resume(desk, runId, word('seen enough'))
    },
  ),
  duringStep(
    'operator-aborts-while-paused',
    `the operator pauses the run and aborts it after ${PAUSED} minutes`,
    async ({ desk, runId, word, wait }) => {
      await pause(desk, runId, word('looking at something'))
      await wait(PAUSED)
      await abort(desk, runId, word('it is not worth it'))
    },
  ),
  inWindow('operator-commits', 'the operator ends the commit window early', ({ desk, runId, word }) =>
    commit(desk, runId, word('orders come in, all is well')),
  ),
  inWindow('operator-rolls-back', 'the operator goes back during the commit window', ({ desk, runId, word }) =>
    rollBack(desk, runId, word('the wrong moment was restored')),
  ),
]
