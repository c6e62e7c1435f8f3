// $now(picture, zone) and $millis(): virtual time in place of the machine's.
import { type ExtraFunction, type Focus, worldOf } from './definition.ts'

interface Formatting {
  implementation(millis: number, picture?: string, zone?: string): unknown
}

export const now: ExtraFunction = {
  name: 'now',
  signature: '<s?s?:s>',
  implementation(this: Focus, picture?: string, zone?: string) {
    const fromMillis = this.environment.lookup('fromMillis') as Formatting
    return fromMillis.implementation(worldOf(this).now, picture, zone)
  },
}

export const millis: ExtraFunction = {
  name: 'millis',
  signature: '<:n>',
  implementation(this: Focus) {
    return worldOf(this).now
  },
}
