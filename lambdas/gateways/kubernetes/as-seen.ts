// A change that is made to an object only as it was seen.
import { KubernetesConflict } from './errors.ts'

/** Controllers write the same object's status all the time; five of them in a row between a look and a patch are none. */
const TRIES = 5

/**
 * A request that got no answer may still be carried out when its run has long gone on, or back: "none" must not stop what
 * was started again since. So `change` names the version that was seen, which by then is an old one, and is refused with
 * a conflict (Kubernetes API concepts, "Resource versions"); of a conflict now, the object is looked at again.
 * @param change gives undefined where nothing is to be changed
 * @returns what the first look saw; undefined when there is no such object
 */
export async function changeAsSeen<T>(
  look: () => Promise<T | undefined>,
  change: (seen: T) => Promise<unknown> | undefined,
): Promise<T | undefined> {
  let first: T | undefined
  for (let tried = 1; ; tried++) {
    const seen = await look()
    if (!seen) return first
    first ??= seen
    try {
      await change(seen)
      return first
    } catch (error) {
      if (!(error instanceof KubernetesConflict) || tried === TRIES) throw error
    }
  }
}
