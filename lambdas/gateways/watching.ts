// A check that stays with what it waits for rather than being asked again: it looks at once when something has changed.
import type { Answer, WatchedAnswer } from '../contract.ts'
import type { Environment } from '../environment.ts'
import { type KubernetesGateway, KubernetesUnavailable, type Watch, type Watched, watchedName } from './kubernetes.ts'
import { kubernetesOf } from './kubernetes-of.ts'

/** Milliseconds between two looks: changes come in bursts, and one look sees them all. */
const BETWEEN_LOOKS = 1000
/** Milliseconds between two looks at what nothing tells of. */
const UNTOLD = 3000

interface Staying {
  readonly environment: Environment
  /** Seconds that it may take, as the machine says. */
  readonly watch: number
}

interface Watching extends Staying {
  readonly clusterName: string
  /** Whatever may end the wait. */
  readonly watched: readonly Watched[]
  /** Something else may end it too, of which Kubernetes does not tell: it is looked at every three seconds. */
  readonly untold?: boolean
}

/**
 * Looks, and while that is pending again whenever something that is watched has changed, for as long as it may. The
 * watches begin before the first look: nothing can happen in between. One that cannot be had or breaks off makes the
 * answer come early, no more: it is the looks that decide.
 * @throws KubernetesForbidden, KubernetesUnauthorized, KubernetesInvalid of a watch: no later one would fare better
 */
export async function watching<Value>(
  { environment, watch: seconds, clusterName, watched, untold = false }: Watching,
  look: () => Promise<Answer<Value>>,
): Promise<WatchedAnswer<Value>> {
  if (seconds === 0) return looking({ environment, watch: 0 }, look)
  const { clock } = environment
  const staying = stay({ environment, watch: seconds })
  const kubernetes = kubernetesOf(environment, clusterName)
  const watches: Watch[] = []
  try {
    for (const each of watched) watches.push(...(await opened(kubernetes, each, seconds, environment)))
    const news = newsOf(watches, environment)
    for (;;) {
      const looked = clock.now()
      news.forget()
      const answer = await look()
      if (answer.status !== 'pending') return answer
      if (staying.left() > 0) await news.come(clock.sleep(untold ? Math.min(UNTOLD, staying.left()) : staying.left()))
      const again = news.heard() || (untold && news.listening())
      if (!again || staying.left() <= 0) return { ...answer, watched: staying.seconds() }
      await clock.sleep(Math.max(0, looked + BETWEEN_LOOKS - clock.now()))
    }
  } finally {
    for (const watch of watches) watch.close()
  }
}

/** Looks every three seconds at what cannot be watched, for as long as it may: a change of it is noticed within four. */
export async function looking<Value>(
  staying: Staying,
  look: () => Promise<Answer<Value>>,
): Promise<WatchedAnswer<Value>> {
  const { left, seconds } = stay(staying)
  for (;;) {
    const answer = await look()
    if (answer.status !== 'pending') return answer
    if (left() < UNTOLD) return { ...answer, watched: seconds() }
    await staying.environment.clock.sleep(UNTOLD)
  }
}

function stay({ environment: { clock }, watch }: Staying) {
  const begun = clock.now()
  return {
    /** Milliseconds, none or less when time is up. */
    left: () => begun + watch * 1000 - clock.now(),
    /** Seconds that it has taken. */
    seconds: () => Math.min(watch, Math.floor((clock.now() - begun) / 1000)),
  }
}

/** None where there is none to be had now, or no such kind, which the look says better. */
async function opened(
  kubernetes: KubernetesGateway,
  watched: Watched,
  seconds: number,
  { log }: Environment,
): Promise<readonly Watch[]> {
  try {
    return [await kubernetes.watch(watched, seconds)]
  } catch (error) {
    const passes = error instanceof KubernetesUnavailable || (error as { status?: number }).status === 404
    if (!passes) throw error
    log.warn('the watch could not be had', { watched: watchedName(watched), why: (error as Error).message })
    return []
  }
}

/** What all watches tell, together. */
function newsOf(watches: readonly Watch[], { log }: Environment) {
  let heard = false
  let listening = watches.length
  let wake = () => {}
  const follow = async (watch: Watch) => {
    try {
      while (await watch.next()) {
        heard = true
        wake()
      }
    } catch (error) {
      log.warn('a watch broke off', { why: (error as Error).message })
    }
    listening -= 1
    wake()
  }
  for (const watch of watches) void follow(watch)
  return {
    forget: () => {
      heard = false
    },
    heard: () => heard,
    /** False when nobody is left to tell. */
    listening: () => listening > 0,
    /** Resolves when something is told, time is up, or nobody is left to tell. */
    come: async (late: Promise<void>): Promise<void> => {
      if (heard || listening === 0) return
      const told = new Promise<void>(resolve => {
        wake = resolve
      })
      await Promise.race([told, late])
    },
  }
}
