// Amazon EFS, in the words of the runbook.
import { EFSClient } from '@aws-sdk/client-efs'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { clientFor } from './clients.ts'
import { changing } from './files/change.ts'
import { finding } from './files/describe.ts'

export type { FoundFileSystem } from './files/describe.ts'
export type FileSystems = ReturnType<typeof fileSystems>

export function fileSystems(environment: Environment, caller: Caller) {
  const client = clientFor(EFSClient, environment, caller)
  return { ...finding(client), ...changing(client) }
}
