// What was just created is not found at once: Describe is eventually consistent (aws-behaviour 6.2, invariant 15).
import type { State } from './state.ts'

export function appear(state: State, resource: { readonly id: string; visible: boolean }): void {
  const { clock, lifecycle } = state.surroundings
  clock.quietly(clock.now() + lifecycle.draw('efs.visible', resource.id) * 1000, () => {
    resource.visible = true
    lifecycle.changed()
  })
}
