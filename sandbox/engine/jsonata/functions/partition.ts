// $partition(array, size): the array cut into arrays of `size`, the last one shorter.
import { type ExtraFunction, fault } from './definition.ts'

export const partition: ExtraFunction = {
  name: 'partition',
  signature: '<an:a<a>>',
  implementation(array: readonly unknown[], size: number) {
    const step = Math.trunc(size)
    if (step < 1) throw fault('D3141', 'The size given to partition must be greater than zero')
    return Array.from({ length: Math.ceil(array.length / step) }, (_, part) =>
      array.slice(part * step, (part + 1) * step),
    )
  },
}
