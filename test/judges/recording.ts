// Rehearsals whose every call is kept: which calls reached their services, in the order of their effects.
import type { Deed } from '../../sandbox/aws/wire/edge.ts'
import type { RehearsalRequest } from '../../sandbox/rehearsal.ts'
import type { World } from '../../sandbox/world/world.ts'
import { played, staged } from '../rehearsing.ts'

export interface Recording {
  /** As it is after the run. */
  readonly world: World
  readonly deeds: readonly Deed[]
}

/** @param before looks at the world when the disaster has struck and nothing has run */
export async function recorded(
  given: Partial<RehearsalRequest> = {},
  before: (world: World) => Promise<void> = async () => undefined,
): Promise<Recording> {
  const stage = await staged(given)
  const { world } = stage
  await before(world)
  const deeds: Deed[] = []
  world.watching.performed.push(deed => deeds.push(deed))
  await played(stage)
  return { world, deeds }
}

/** The service of a deed by IAM's prefix, such as `rds`, and the operation, such as `DescribeDBClusters`. */
export function partsOf({ call }: Deed): { readonly prefix: string; readonly operation: string } {
  const [prefix = '', operation = ''] = call.operation.split(':')
  return { prefix, operation }
}
