// Looks at a service as nobody in particular: no permissions, no latency, no trace. For faults and measures.
import type { Call, Operation, Service } from '../aws/service.ts'
import type { World } from './world.ts'

const asService: Call = { region: '', caller: { roleArn: '', accountId: '' }, requestId: '', operation: 'look' }

export const ask = (service: Service, name: string, input: object): unknown =>
  (service.operations[name] as Operation<object, unknown>).run(input, asService)

/** @throws when the vault holds none of that resource */
export function newestPoint({ region }: World, vault: string, resource: string): string {
  const points = region.backup.recoveryPoints(vault).filter(({ resourceArn }) => resourceArn.endsWith(resource))
  const newest = points.toSorted((a, b) => b.createdAt - a.createdAt)[0]
  if (!newest) throw new Error(`${vault} holds no recovery point of ${resource}`)
  return newest.arn
}
