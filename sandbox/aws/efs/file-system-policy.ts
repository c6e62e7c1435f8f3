// elasticfilesystem:DescribeFileSystemPolicy, PutFileSystemPolicy and DeleteFileSystemPolicy.
import type {
  DeleteFileSystemPolicyRequest,
  DescribeFileSystemPolicyRequest,
  FileSystemPolicyDescription,
  PutFileSystemPolicyRequest,
} from '@aws-sdk/client-efs'
import type { Statement } from '../iam/iam.ts'
import { assertUnderstood } from '../iam/statement.ts'
import { notSimulated } from '../not-simulated.ts'
import type { Call, Operation } from '../service.ts'
import { findAvailable, findFileSystem } from './find.ts'
import { onFileSystem } from './needs.ts'
import { refusal } from './refusals.ts'
import type { FileSystem, State } from './state.ts'

/** EFS quotas: 20,000 characters. */
const longest = 20_000

export function describeFileSystemPolicy(
  state: State,
): Operation<DescribeFileSystemPolicyRequest, FileSystemPolicyDescription> {
  return {
    needs: input => [onFileSystem(state, 'DescribeFileSystemPolicy', input.FileSystemId)],
    run: input => {
      const { id, policy } = findFileSystem(state, input.FileSystemId)
      if (!policy) throw refusal('PolicyNotFound', `File system '${id}' has the default policy.`)
      return { FileSystemId: id, Policy: policy.text }
    },
  }
}

export function putFileSystemPolicy(state: State): Operation<PutFileSystemPolicyRequest, FileSystemPolicyDescription> {
  return {
    needs: input => [onFileSystem(state, 'PutFileSystemPolicy', input.FileSystemId)],
    run: (input, call) => {
      const fileSystem = findAvailable(state, input.FileSystemId)
      const text = input.Policy ?? ''
      const statements = statementsOf(text, fileSystem)
      if (!input.BypassPolicyLockoutSafetyCheck) assertNoLockout(state, { fileSystem, statements, call })
      fileSystem.policy = { text, statements }
      return { FileSystemId: fileSystem.id, Policy: text }
    },
  }
}

/** Afterwards the default holds: every client may mount, write and be root. */
export function deleteFileSystemPolicy(state: State): Operation<DeleteFileSystemPolicyRequest, void> {
  return {
    needs: input => [onFileSystem(state, 'DeleteFileSystemPolicy', input.FileSystemId)],
    run: input => {
      findAvailable(state, input.FileSystemId).policy = undefined
    },
  }
}

/** Statements of a policy's text. A statement without a resource is about the file system itself. */
export function statementsOf(text: string, { arn }: Pick<FileSystem, 'arn'>): readonly Statement[] {
  const invalid = (why: string) => refusal('InvalidPolicyException', `The file system policy is not valid: ${why}`)
  if (text.length > longest) throw invalid('it is too long')
  const given = parsed(text) as { readonly Statement?: unknown } | undefined
  const list = given?.Statement === undefined ? [] : [given.Statement].flat()
  if (list.length === 0) throw invalid('it has no statement')
  return list.map(each => {
    const { Action, Resource = arn, Principal, ...rest } = each as Record<string, unknown>
    if (Principal === undefined || Action === undefined) throw invalid('a statement lacks Principal or Action')
    const statement = {
      ...rest,
      Principal,
      Action: [Action].flat(),
      Resource: [Resource].flat(),
    } as unknown as Statement
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') throw invalid('Effect is Allow or Deny')
    try {
      assertUnderstood(statement)
    } catch (error) {
      throw notSimulated(`in a file system policy: ${Error.isError(error) ? error.message : error}`)
    }
    return statement
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is no JSON has no statement, and is refused as such.
    return undefined
  }
}

interface Lockout {
  readonly fileSystem: FileSystem
  readonly statements: readonly Statement[]
  readonly call: Call
}

/** The author must still be able to replace the policy (EFS API reference, BypassPolicyLockoutSafetyCheck). */
function assertNoLockout(state: State, { fileSystem, statements, call }: Lockout): void {
  const again = onFileSystem(state, 'PutFileSystemPolicy', fileSystem.id)
  if (state.options.allows(again, call.caller, statements)) return
  throw refusal('InvalidPolicyException', 'The policy would lock its author out of PutFileSystemPolicy.')
}
