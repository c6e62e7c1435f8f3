// A check that waits on Kubernetes watches rather than being asked again: it looks at once when something has changed.
import { type Answer, LONGEST_WATCH, type WatchedAnswer } from '../contract.ts'
import type { Environment } from '../environment.ts'
import { type KubernetesGateway, KubernetesUnavailable, type Watch, type Watched, watchedName } from './kubernetes.ts'
import { kubernetesOf } from './kubernetes-of.ts'

/** Milliseconds between two looks: changes come in bursts, and one look sees them all. */
const BETWEEN_LOOKS = 1000

interface Watching {
  readonly environment: Environment
  readonly clusterName: string
  /** Whatever may end the wait. */
  readonly watched: readonly Watched[]
}

/**
 * Looks, and while that is pending again whenever something that is watched has changed, for {@link LONGEST_WATCH}
 * seconds at most. The watches begin before the first look: nothing can happen in between. One that cannot be had or
 * breaks off makes the answer come early, no more: it is the looks that decide.
 * @throws KubernetesForbidden, KubernetesUnauthorized, KubernetesInvalid of a watch: no later one would fare better
 */
export async function watching<Value>(
  { environment, clusterName, watched }: Watching,
  look: () => Promise<Answer<Value>>,
): Promise<WatchedAnswer<Value>> {
  const { clock } = environment
  const begun = clock.now()
  const late = clock.sleep(LONGEST_WATCH * 1000)
  const kubernetes = kubernetesOf(environment, clusterName)
  const watches: Watch[] = []
  try {
    for (const each of watched) watches.push(...(await opened(kubernetes, each, environment)))
    const news = newsOf(watches, environment)
    for (;;) {
      const looked = clock.now()
      news.forget()
      const answer = await look()
      if (answer.status !== 'pending') return answer
      const more = clock.now() - begun < LONGEST_WATCH * 1000 && (await news.come(late))
      const seconds = Math.min(LONGEST_WATCH, Math.floor((clock.now() - begun) / 1000))
      if (!more) return { ...answer, watched: seconds }
      await clock.sleep(Math.max(0, looked + BETWEEN_LOOKS - clock.now()))
    }
  } finally {
    for (const watch of watches) watch.close()
  }
}

/** None where there is none to be had now, or no such kind, which the look says better. */
async function opened(
  kubernetes: KubernetesGateway,
  watched: Watched,
  { log }: Environment,
): Promise<readonly Watch[]> {
  try {
    return [await kubernetes.watch(watched, LONGEST_WATCH)]
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
    /** False when time is up, or nobody is left to tell. */
    come: async (late: Promise<void>): Promise<boolean> => {
      if (!heard && listening > 0) {
        const told = new Promise<void>(resolve => {
          wake = resolve
        })
        await Promise.race([told, late])
      }
      return heard
    },
  }
}
