// Where the operator of a rehearsal sits: the control functions' backend, over the front door and under its own role.
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Backend } from '../../control/operator.ts'
import { operatorStatements } from '../../control/operator-permissions.ts'
import { clientFor } from '../../lambdas/gateways/clients.ts'
import { nameOf } from '../../lambdas/gateways/errors.ts'
import { executions } from '../../lambdas/gateways/executions.ts'
import type { World } from '../world/world.ts'
import { person } from './people.ts'

export function operatorDesk(world: World): Backend {
  const environment = person(world, 'operator', operatorStatements(world.platform))
  const client = clientFor(S3Client, environment)
  const Bucket = environment.settings.CONTROL_BUCKET
  return {
    async readJson<T>(Key: string): Promise<T | undefined> {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
        return JSON.parse((await Body?.transformToString()) ?? 'null') as T
      } catch (error) {
        if (nameOf(error) === 'NoSuchKey') return undefined
        throw error
      }
    },
    async writeJson(Key, value) {
      const Body = JSON.stringify(value)
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }))
    },
    // A run has fewer questions and sleepers than a page holds (1000).
    async keysUnder(Prefix) {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }))
      return Contents.flatMap(({ Key }) => Key ?? [])
    },
    wake: executions(environment).wake,
  }
}
