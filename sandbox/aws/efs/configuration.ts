// Lifecycle configuration and backup policy of a file system: what a restore does not bring along.
import type {
  BackupPolicyDescription,
  DescribeBackupPolicyRequest,
  DescribeLifecycleConfigurationRequest,
  LifecycleConfigurationDescription,
  LifecyclePolicy,
  PutBackupPolicyRequest,
  PutLifecycleConfigurationRequest,
} from '@aws-sdk/client-efs'
import type { Operation } from '../service.ts'
import { findAvailable, findFileSystem } from './find.ts'
import { onFileSystem } from './needs.ts'
import { badRequest, refusal } from './refusals.ts'
import type { BackupStatus, State } from './state.ts'

export function describeLifecycleConfiguration(
  state: State,
): Operation<DescribeLifecycleConfigurationRequest, LifecycleConfigurationDescription> {
  return {
    needs: input => [onFileSystem(state, 'DescribeLifecycleConfiguration', input.FileSystemId)],
    run: input => ({ LifecyclePolicies: [...findFileSystem(state, input.FileSystemId).lifecycle] }),
  }
}

/** Replaces the whole list; an empty one switches it off. */
export function putLifecycleConfiguration(
  state: State,
): Operation<PutLifecycleConfigurationRequest, LifecycleConfigurationDescription> {
  return {
    needs: input => [onFileSystem(state, 'PutLifecycleConfiguration', input.FileSystemId)],
    run: input => {
      const fileSystem = findAvailable(state, input.FileSystemId)
      const policies = input.LifecyclePolicies ?? []
      assertPolicies(policies)
      fileSystem.lifecycle = policies
      return { LifecyclePolicies: [...policies] }
    },
  }
}

/** One transition in each policy, and each transition once (EFS API reference, PutLifecycleConfiguration). */
function assertPolicies(policies: readonly LifecyclePolicy[]): void {
  const names = policies.map(policy => Object.keys(policy).filter(key => policy[key as keyof LifecyclePolicy]))
  if (names.some(each => each.length !== 1)) throw badRequest('Each lifecycle policy holds exactly one transition.')
  if (new Set(names.flat()).size < policies.length) throw badRequest('Each transition may be given once.')
}

export function describeBackupPolicy(state: State): Operation<DescribeBackupPolicyRequest, BackupPolicyDescription> {
  return {
    needs: input => [onFileSystem(state, 'DescribeBackupPolicy', input.FileSystemId)],
    run: input => {
      const { backup, id } = findFileSystem(state, input.FileSystemId)
      if (!backup) throw refusal('PolicyNotFound', `File system '${id}' has no backup policy.`)
      return { BackupPolicy: { Status: backup } }
    },
  }
}

/** Automatic backups go on being made by AWS Backup, in its own vault; here only the switch is kept. */
export function putBackupPolicy(state: State): Operation<PutBackupPolicyRequest, BackupPolicyDescription> {
  return {
    needs: input => [onFileSystem(state, 'PutBackupPolicy', input.FileSystemId)],
    run: input => {
      const fileSystem = findAvailable(state, input.FileSystemId)
      const wanted = input.BackupPolicy?.Status
      if (wanted !== 'ENABLED' && wanted !== 'DISABLED') throw badRequest('The status is ENABLED or DISABLED.')
      const now: BackupStatus = wanted === 'ENABLED' ? 'ENABLING' : 'DISABLING'
      if (fileSystem.backup === wanted) return { BackupPolicy: { Status: wanted } }
      fileSystem.backup = now
      state.surroundings.lifecycle.schedule('efs.backup-policy.changing', fileSystem.id, {
        done: () => {
          if (fileSystem.backup === now) fileSystem.backup = wanted
        },
      })
      return { BackupPolicy: { Status: now } }
    },
  }
}
