// What the world itself knows, asked past the front door.
import type { Service } from '../../../sandbox/aws/service.ts'
import type { World } from '../../../sandbox/world/world.ts'
import type { Names } from '../names.ts'

/** What every client is made with. */
export interface Connection {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

export interface Seeding {
  /** When the disaster has struck and nothing has run. */
  readonly world: World
  /** To the region in which runs work. */
  readonly connection: Connection
  readonly names: Names
}

type Asked = 'rds' | 'secrets' | 'ec2' | 'efs'

/** In the region in which runs work. */
export const asked = <Answer>({ region }: World, service: Asked, operation: string, input: object = {}): Answer =>
  askedOf(region[service], operation, { input, region: region.name })

export function askedOf<Answer>(
  { service }: { readonly service: Service },
  operation: string,
  { input, region }: { readonly input: object; readonly region: string },
): Answer {
  const call = { region, caller: { roleArn: '', accountId: '' }, requestId: '', operation }
  return service.operations[operation]?.run(input, call) as Answer
}
