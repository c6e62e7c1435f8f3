// $random(seed): a number in [0, 1). With a seed always the same one; without, drawn from the rehearsal's seed.
import { createHash } from 'node:crypto'
import { type ExtraFunction, type Focus, worldOf } from './definition.ts'

export const random: ExtraFunction = {
  name: 'random',
  signature: '<n?:n>',
  implementation(this: Focus, seed?: number) {
    if (seed === undefined) return worldOf(this).draw()
    return createHash('sha256').update(String(seed)).digest().readUIntBE(0, 6) / 2 ** 48
  },
}
