// What an operator may say to a run that is under way: abort, pause, resume, and turn the decision after a cutover.
import { type Approval, keys, type OperatorSaid, type Paused, type Turn } from '../domain/control-records.ts'

/** The control bucket and Step Functions, as much of them as an operator needs. Keys are those of `control-records`. */
export interface Backend {
  readJson<T>(key: string): Promise<T | undefined>
  writeJson(key: string, value: unknown): Promise<void>
  keysUnder(prefix: string): Promise<readonly string[]>
  /** @returns false when nobody waits on that token any more. */
  wake(token: string): Promise<boolean>
}

/** Who says it, why and when: all three are recorded. */
export type Word = Pick<OperatorSaid, 'by' | 'reason' | 'at'>

/** Titles of the steps that were asleep and heard it at once; a run that polls hears it within a minute. */
export interface Heard {
  readonly woke: readonly string[]
}

/**
 * Stops the run: before the first change it is refused, after it walked back, after the cutover held.
 * An approval that waits for a person, and a paused step, hear it at once.
 */
export async function abort(backend: Backend, runId: string, word: Word): Promise<Heard> {
  await say(backend, runId, { action: 'abort', ...word })
  return { woke: [...(await wakeSleepers(backend, runId)), ...(await wakeQuestions(backend, runId))] }
}

/** The run goes to sleep at its next look, within a minute. What AWS is doing meanwhile goes on. */
export async function pause(backend: Backend, runId: string, word: Word): Promise<Heard> {
  await say(backend, runId, { action: 'pause', ...word })
  return { woke: [] }
}

/** Takes a pause back, and an abort that was not heeded yet: the last word counts. */
export async function resume(backend: Backend, runId: string, word: Word): Promise<Heard> {
  await say(backend, runId, { action: 'resume', ...word })
  return { woke: await wakeSleepers(backend, runId) }
}

/** Ends the commit window now: nobody needs to wait any longer for what is known to be good. */
export const commit = (backend: Backend, runId: string, word: Word): Promise<Heard> =>
  turn(backend, runId, { verdict: 'commit', ...word })

/** Goes back to what was there before the cutover; what was written since is exported first. */
export const rollBack = (backend: Backend, runId: string, word: Word): Promise<Heard> =>
  turn(backend, runId, { verdict: 'rollback', ...word })

/** The commit window of the run is not open (yet): nothing can be turned, and nothing was recorded. */
export class WindowNotOpen extends Error {
  override readonly name = 'WindowNotOpen'
}

async function turn(backend: Backend, runId: string, said: Turn): Promise<Heard> {
  // A word that came before its time would turn the window in the moment it opens.
  if ((await backend.readJson(keys.commitWindow(runId))) === undefined) {
    throw new WindowNotOpen(`the commit window of ${runId} is not open: before the cutover, abort is what stops a run`)
  }
  await backend.writeJson(keys.turn(runId), said)
  return { woke: [] }
}

const say = (backend: Backend, runId: string, said: OperatorSaid): Promise<void> =>
  backend.writeJson(keys.operator(runId), said)

/** Several branches of a parallel passage may be asleep. */
async function wakeSleepers(backend: Backend, runId: string): Promise<readonly string[]> {
  const woke: string[] = []
  for (const key of await backend.keysUnder(keys.sleepers(runId))) {
    const paused = await backend.readJson<Paused>(key)
    if (paused && (await backend.wake(paused.token))) woke.push(paused.title)
  }
  return woke
}

/** Every question that was asked is tried: those that were answered no longer wait on their tokens. */
async function wakeQuestions(backend: Backend, runId: string): Promise<readonly string[]> {
  const woke: string[] = []
  for (const key of await backend.keysUnder(keys.questions(runId))) {
    const asked = await backend.readJson<{ readonly approvalId: string }>(key)
    const approval = asked && (await backend.readJson<Approval>(keys.approval(asked.approvalId)))
    if (approval && (await backend.wake(approval.token))) woke.push(approval.title)
  }
  return woke
}
