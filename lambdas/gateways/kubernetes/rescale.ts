// A count of replicas, changed only as it was seen.
import { KubernetesConflict } from './errors.ts'

export interface Counted {
  readonly replicas: number
  /** `metadata.resourceVersion` of the object that was counted. */
  readonly version: string
}

export interface Counting {
  readonly look: () => Promise<Counted | undefined>
  /** Must be refused with a conflict when the object is no longer that version. */
  readonly set: (to: Counted) => Promise<unknown>
}

/** Controllers write the same object's status all the time; five of them in a row between a look and a patch are none. */
const TRIES = 5

/**
 * A request that got no answer may still be carried out when its run has long gone on, or back: "none" must not stop what
 * was started again since. It names the version that was seen, which by then is an old one (Kubernetes API concepts,
 * "Resource versions").
 * @returns what was wanted at the first look; undefined when there is no such object
 */
export async function rescale({ look, set }: Counting, next: (now: number) => number): Promise<number | undefined> {
  let first: number | undefined
  for (let tried = 1; ; tried++) {
    const seen = await look()
    if (!seen) return first
    first ??= seen.replicas
    const replicas = next(seen.replicas)
    if (replicas === seen.replicas) return first
    try {
      await set({ replicas, version: seen.version })
      return first
    } catch (error) {
      if (!(error instanceof KubernetesConflict) || tried === TRIES) throw error
    }
  }
}
