// `muster list`: the scenarios and what they promise; with `--faults`, the misfortunes that a rehearsal can meet.
import { faultLines, listLines } from '../render/list.ts'
import { paintFor } from '../render/paint.ts'
import { print } from '../terminal.ts'
import type { Surroundings } from './surroundings.ts'

export interface ListOptions {
  readonly faults: boolean
}

export async function list({ faults }: ListOptions, from: Surroundings): Promise<number> {
  const { stdout, env } = from.terminal
  const paint = paintFor({ isTTY: stdout.isTTY, env })
  print(stdout, faults ? faultLines(await from.sandbox.faults(), paint) : listLines(await from.scenarios(), paint))
  return 0
}
