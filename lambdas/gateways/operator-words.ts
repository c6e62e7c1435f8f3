// What people say to a run that is under way: abort, pause, resume, and turning the decision after a cutover.
import { keys, type OperatorSaid, type Paused, type Turn } from '../../domain/control-records.ts'
import type { Answered } from '../../domain/decisions.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { controlStore } from './control-store.ts'
import { executions } from './executions.ts'
import { questions } from './questions.ts'

/** Who says it, why and when: all three are recorded. */
type Word = Pick<OperatorSaid, 'by' | 'reason' | 'at'>

export type OperatorWords = ReturnType<typeof operatorWords>

export function operatorWords(environment: Environment, caller: Caller) {
  const store = controlStore(environment, caller)
  const { wake } = executions(environment)
  const { wakeAll } = questions(environment, caller)

  /** Several branches of a parallel passage may be asleep. */
  async function wakeSleepers(runId: string): Promise<readonly string[]> {
    const woken = await Promise.all(
      (await store.list(keys.sleepers(runId))).map(async key => {
        const paused = await store.read<Paused>(key)
        return paused && (await wake(paused.value.token)) ? [paused.value.title] : []
      }),
    )
    return woken.flat()
  }

  /** A run that polls hears it within a minute; who waits for a person, or sleeps, is woken to hear it at once. */
  async function say(runId: string, action: OperatorSaid['action'], word: Word): Promise<Answered> {
    await store.write(keys.operator(runId), { action, ...word } satisfies OperatorSaid)
    const asleep = action === 'pause' ? [] : await wakeSleepers(runId)
    const asked = action === 'abort' ? await wakeAll(runId) : []
    const woke = [...asleep, ...asked]
    const heard = woke.length > 0 ? `, heard at once by: ${woke.join(', ')}` : ', heard within a minute'
    return { outcome: 'recorded', message: `${action} is recorded${heard}` }
  }

  /** Decides the commit window. The first word stands, and a second one is answered with it. */
  async function turn(runId: string, verdict: Turn['verdict'], word: Word): Promise<Answered> {
    // A word that came before its time would turn the window in the moment it opens.
    if (!(await store.read(keys.commitWindow(runId))))
      return {
        outcome: 'not-open',
        message: `the commit window of ${runId} is not open: before the cutover, abort is what stops a run`,
      }
    const said: Turn = { verdict, ...word }
    await store.write(keys.turn(runId), said, { onlyNew: true })
    const stands = (await store.read<Turn>(keys.turn(runId)))?.value ?? said
    const ours = stands.verdict === verdict && stands.by === word.by && stands.at === word.at
    const what = `${stands.verdict === 'commit' ? 'committed' : 'rollback was decided'} by ${stands.by} at ${stands.at}`
    return ours
      ? { outcome: 'recorded', message: `${what}, heard within a minute` }
      : { outcome: 'already-decided', message: what }
  }

  return { say, turn }
}
