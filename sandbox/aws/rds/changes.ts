// What changes of clusters and of instances share.
import type { State } from './state.ts'

/** Nothing ever happens: the fault `stuck`. */
export const stuck = () => undefined

/** Shown by Describe after a few seconds; until then it is as if it were not there (invariant 15). */
export function appear(
  state: State,
  kind: 'cluster' | 'instance',
  thing: { readonly id: string; visible: boolean },
): void {
  const done = () => {
    thing.visible = true
  }
  state.surroundings.lifecycle.schedule(`rds.${kind}.visible`, thing.id, { done })
}
