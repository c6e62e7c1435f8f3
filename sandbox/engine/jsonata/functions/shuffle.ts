// $shuffle(array): an order drawn from the rehearsal's seed.
import { type ExtraFunction, type Focus, worldOf } from './definition.ts'

export const shuffle: ExtraFunction = {
  name: 'shuffle',
  signature: '<a:a>',
  implementation(this: Focus, array: readonly unknown[]) {
    const world = worldOf(this)
    const drawn = array.map(item => ({ item, order: world.draw() }))
    return drawn.sort((a, b) => a.order - b.order).map(each => each.item)
  },
}
