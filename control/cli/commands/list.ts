// `muster list`: the scenarios and what they promise.
import { listLines } from '../render/list.ts'
import { paintFor } from '../render/paint.ts'
import { print, type Terminal } from '../terminal.ts'

export async function list({ stdout, env }: Terminal): Promise<number> {
  const { scenarios } = await import('../../../workflows/index.ts')
  print(stdout, listLines(scenarios, paintFor({ isTTY: stdout.isTTY, env })))
  return 0
}
