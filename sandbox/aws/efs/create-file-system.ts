// elasticfilesystem:CreateFileSystem: empty, unencrypted, bursting and without backups, unless the caller says otherwise.
import type { CreateFileSystemRequest, FileSystemDescription } from '@aws-sdk/client-efs'
import { FileTree } from '../../world/files/index.ts'
import { notSimulated, refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { appear } from './appear.ts'
import { onKey, tagContext, tagging } from './needs.ts'
import { badRequest, refusal } from './refusals.ts'
import { arnOf, type FileSystem, newId, type State } from './state.ts'
import { checkedTags } from './tags.ts'
import { fileSystemView } from './views.ts'

type Input = CreateFileSystemRequest

export function createFileSystem(state: State): Operation<Input, FileSystemDescription> {
  return {
    needs: input => [
      {
        action: 'elasticfilesystem:CreateFileSystem',
        // The managed policy of AWS Backup's restores allows it on this pattern, and it works.
        resource: arnOf(state, 'file-system', '*'),
        context: { ...tagContext(input.Tags), 'elasticfilesystem:Encrypted': String(input.Encrypted ?? false) },
      },
      ...tagging(state, { kind: 'file-system', action: 'CreateFileSystem' }, input.Tags),
      ...onKey(state, input.KmsKeyId),
    ],
    run: input => {
      check(state, input)
      const fileSystem = make(state, input)
      state.fileSystems.push(fileSystem)
      appear(state, fileSystem)
      state.surroundings.lifecycle.schedule('efs.file-system.creating', fileSystem.id, {
        done: () => {
          fileSystem.state = 'available'
        },
        error: () => {
          fileSystem.state = 'error'
        },
      })
      return fileSystemView(state, fileSystem)
    },
  }
}

function check(state: State, input: Input): void {
  refuse('elasticfilesystem:CreateFileSystem', input, ['AvailabilityZoneName'])
  const { CreationToken: token = '', PerformanceMode: performance, ThroughputMode: mode = 'bursting' } = input
  if (token === '' || token.length > 64) throw badRequest('CreationToken must be between 1 and 64 characters long.')
  const twin = state.fileSystems.find(each => each.creationToken === token)
  if (twin) {
    const message = `File system '${twin.id}' already exists with creation token '${token}'`
    throw refusal('FileSystemAlreadyExists', message, { FileSystemId: twin.id })
  }
  const most = state.options.quotas?.fileSystems ?? 1000
  if (state.fileSystems.length >= most)
    throw refusal('FileSystemLimitExceeded', `You have reached the maximum of ${most} file systems.`)
  if (input.KmsKeyId !== undefined && input.Encrypted !== true)
    throw badRequest('KmsKeyId requires Encrypted to be true.')
  if (performance === 'maxIO' && mode === 'elastic')
    throw badRequest('Elastic throughput is not supported in the Max I/O performance mode.')
  assertThroughput(mode, input.ProvisionedThroughputInMibps)
}

/** @throws BadRequest unless a figure comes with `provisioned`, and only with it */
export function assertThroughput(mode: string, provisioned: number | undefined): void {
  if ((mode === 'provisioned') !== (provisioned !== undefined))
    throw badRequest('ProvisionedThroughputInMibps is required for, and belongs only to, provisioned throughput.')
  if (provisioned !== undefined && provisioned < 1) throw badRequest('Provisioned throughput is at least 1 MiB/s.')
}

function make(state: State, input: Input): FileSystem {
  const { clock } = state.surroundings
  const id = newId(state, 'fs')
  const encrypted = input.Encrypted ?? false
  return {
    id,
    arn: arnOf(state, 'file-system', id),
    creationToken: input.CreationToken ?? '',
    createdAt: clock.now(),
    state: 'creating',
    visible: false,
    performanceMode: input.PerformanceMode ?? 'generalPurpose',
    encrypted,
    keyArn: encrypted ? keyOf(state, input.KmsKeyId) : undefined,
    throughputMode: input.ThroughputMode ?? 'bursting',
    provisioned: input.ProvisionedThroughputInMibps,
    throughputChangedAt: undefined,
    lifecycle: [],
    backup: input.Backup ? 'ENABLED' : undefined,
    policy: undefined,
    tags: checkedTags(input.Tags ?? []),
    tree: new FileTree(() => clock.now()),
  }
}

/** Keys are regional. The error's name for a key that cannot be used is unverified: the model has none of its own. */
function keyOf(state: State, key: string | undefined): string {
  const { region, accountId } = state.surroundings
  if (key === undefined)
    return state.options.defaultKeyArn ?? `arn:aws:kms:${region}:${accountId}:key/aws-elasticfilesystem`
  if (key.includes('alias/')) throw notSimulated('elasticfilesystem:CreateFileSystem with a KMS alias')
  const arn = key.startsWith('arn:') ? key : `arn:aws:kms:${region}:${accountId}:key/${key}`
  if (arn.split(':')[3] !== region || state.options.usable?.(arn) === false)
    throw badRequest(`The KMS key ${key} cannot be used.`)
  return arn
}
