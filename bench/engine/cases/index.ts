// The cases of the comparison, and their sizes.
import type { Case } from '../case.ts'
import { loop } from './loop.ts'
import { map } from './map.ts'
import { passChain } from './pass-chain.ts'
import { taskChain } from './task-chain.ts'

/** `share` scales every size; 1 gives the sizes of the published table. */
export function casesOf(share: number): readonly Case[] {
  const of = (size: number) => Math.max(2, Math.round(size * share))
  return [
    passChain(of(1000)),
    passChain(of(1000), of(50)),
    loop(of(1000)),
    map(of(1000)),
    map(of(10_000)),
    taskChain(of(1000)),
  ]
}
