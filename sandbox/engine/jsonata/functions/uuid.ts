// $uuid(): a version 4 identifier from the rehearsal's seed.
import { type ExtraFunction, type Focus, worldOf } from './definition.ts'

export const uuid: ExtraFunction = {
  name: 'uuid',
  signature: '<:s>',
  implementation(this: Focus) {
    return worldOf(this).uuid()
  },
}
