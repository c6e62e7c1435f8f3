// $range(first, last, step): the numbers from first to last; a single one stands for itself (recorded on AWS).
import { type ExtraFunction, fault } from './definition.ts'

/** The most numbers that the service gives, as for States.ArrayRange. */
const MOST = 1000

export const range: ExtraFunction = {
  name: 'range',
  signature: '<nnn:a>',
  implementation(first: number, last: number, step: number) {
    if (step === 0) throw fault('D3141', 'The increment given to range must not be zero')
    const length = Math.max(0, Math.floor((last - first) / step) + 1)
    if (length > MOST) throw fault('D3141', `The range must not hold more than ${MOST} elements`)
    const numbers = Array.from({ length }, (_, index) => first + index * step)
    return Object.assign(numbers, { sequence: true })
  },
}
