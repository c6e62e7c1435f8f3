// States.Array(…): its arguments as an array.
import type { Intrinsic } from './intrinsic.ts'

export const array: Intrinsic = args => args
