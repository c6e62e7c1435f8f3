// What about files would stop a recovery later: each blocker says what was found, what was expected and what to do.
import type { Findings } from '../application-preflight.ts'
import type { FileSystemDescription } from './description.ts'
import { PROGRAM } from './program.ts'
import { parseHandle } from './volume-handle.ts'

type Rule = readonly [holds: boolean, otherwise: string]
const blockersOf = (rules: readonly Rule[]): string[] => rules.flatMap(([holds, text]) => (holds ? [] : [text]))

interface Described {
  /** Key that the platform's description names. */
  readonly kmsKeyId: string
  readonly ownTag: string
}

export function judgeFileSystem(found: FileSystemDescription, { kmsKeyId: keyId, ownTag }: Described): Findings {
  const { id, state, mountTargets, encrypted, kmsKeyId, policy, tags } = found
  const open = mountTargets.filter(each => each.state === 'available')
  const blockers = blockersOf([
    [state === 'available', `file system: ${id} is ${state}, expected available`],
    [mountTargets.length > 0, `mount targets: ${id} has none; no pod can reach it, nor a Job that copies`],
    [
      !encrypted || sameKey(kmsKeyId, keyId),
      `key: ${id} is encrypted with ${kmsKeyId}, the platform's description says ${keyId}; correct files.kmsKeyId`,
    ],
    [
      tags.some(({ key }) => key === ownTag),
      `tags: ${id} has no tag ${ownTag}, which keeps drills from it; set one, or correct files.ownTag`,
    ],
  ])
  const closed = mountTargets.filter(each => each.state !== 'available')
  return {
    blockers,
    notes: [
      ...closed.map(each => `mount target ${each.id} in ${each.zone} is ${each.state}; pods of that zone cannot mount`),
      ...(open.length > 0 && policy !== null
        ? [`${id} has a policy: a Job must be root there (elasticfilesystem:ClientRootAccess), or it will refuse`]
        : []),
    ],
  }
}

const sameKey = (arn: string | null, id: string): boolean => arn === id || (arn?.endsWith(`/${id}`) ?? false)

export interface MountSeen {
  readonly claim: string
  readonly fileSystemId: string
  readonly deployment: string
  /** Undefined when there is no such claim. */
  readonly phase: string | undefined
  /** Undefined when the volume behind it is not one of the EFS driver. */
  readonly handle: string | undefined
  readonly reclaimPolicy: string | undefined
  readonly isMounted: boolean
  /** Namespaces that lack the program, or have another version of it. */
  readonly withoutProgram: readonly string[]
}

export function judgeMount(seen: MountSeen): Findings {
  const { claim, fileSystemId, deployment, phase, handle, withoutProgram } = seen
  const at = handle === undefined ? undefined : parseHandle(handle)
  return {
    blockers: [
      ...blockersOf([
        [phase === 'Bound', `claim: ${claim} is ${phase ?? 'not there'}, expected Bound; correct files.claim`],
        [
          phase !== 'Bound' || at?.fileSystemId === fileSystemId,
          `volume: ${claim} leads to ${handle ?? 'no volume of the EFS driver'}, expected ${fileSystemId}; correct files.fileSystemId`,
        ],
        [seen.isMounted, `deployment: ${deployment} does not mount the claim ${claim}; correct files.claim`],
      ]),
      ...withoutProgram.map(
        namespace =>
          `program: the ConfigMap ${namespace}/${PROGRAM.configMap} is not there in version ${PROGRAM.version}; apply the manifests of this release`,
      ),
    ],
    notes:
      seen.reclaimPolicy === 'Delete'
        ? [`the volume of ${claim} has the policy Delete; it is set to Retain before its claim is touched`]
        : [],
  }
}
