// The functions that Step Functions adds to JSONata, and those it replaces because they would read the real world.
import type { ExtraFunction } from './definition.ts'
import { hash } from './hash.ts'
import { millis, now } from './now.ts'
import { parse } from './parse.ts'
import { partition } from './partition.ts'
import { random } from './random.ts'
import { range } from './range.ts'
import { shuffle } from './shuffle.ts'
import { uuid } from './uuid.ts'

export const extraFunctions: readonly ExtraFunction[] = [
  hash,
  millis,
  now,
  parse,
  partition,
  random,
  range,
  shuffle,
  uuid,
]
