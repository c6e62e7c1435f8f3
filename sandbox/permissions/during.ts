// Virtual time passes while something is done.
import type { World } from '../world/world.ts'

/** Until it is answered; rejects as it does. */
export async function during<T>({ clock }: Pick<World, 'clock'>, work: Promise<T>): Promise<T> {
  let over = false
  const end = () => {
    over = true
  }
  work.then(end, end)
  await clock.run(() => over)
  return work
}
