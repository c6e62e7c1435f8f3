// Volume handles of the EFS CSI driver: `fs-id`, `fs-id:/path`, `fs-id:/path:fsap-id`, each perhaps after `efs:`.

export interface VolumeHandle {
  readonly fileSystemId: string
  /** Below the root of the file system, or of the access point; empty for the root itself. */
  readonly path: string
  readonly accessPoint: string | null
  /** Newer releases write `efs:` before it. */
  readonly prefix: '' | 'efs:'
}

export const EFS_DRIVER = 'efs.csi.aws.com'

/** Undefined for what is no handle of the EFS driver. */
export function parseHandle(text: string): VolumeHandle | undefined {
  const match = /^(efs:)?(fs-[0-9a-f]{8,40})(?::([^:]*))?(?::(fsap-[0-9a-f]{8,40}))?$/.exec(text)
  if (!match) return undefined
  const [, prefix = '', fileSystemId = '', path = '', accessPoint = null] = match
  return { fileSystemId, path, accessPoint, prefix: prefix === 'efs:' ? 'efs:' : '' }
}

export function handleText({ prefix, fileSystemId, path, accessPoint }: VolumeHandle): string {
  const point = accessPoint === null ? '' : `:${accessPoint}`
  return `${prefix}${fileSystemId}${path === '' && point === '' ? '' : `:${path}`}${point}`
}

/**
 * The same place on another file system.
 * @param accessPoints the other file system's, by the id of the one that each stands for
 * @throws Error for an access point that has no counterpart
 */
export function movedHandle(
  handle: VolumeHandle,
  to: { readonly fileSystemId: string; readonly accessPoints: Readonly<Record<string, string>> },
): VolumeHandle {
  const { accessPoint } = handle
  if (accessPoint === null) return { ...handle, fileSystemId: to.fileSystemId }
  const counterpart = to.accessPoints[accessPoint]
  if (counterpart === undefined) throw new Error(`${to.fileSystemId} has no access point in place of ${accessPoint}`)
  return { ...handle, fileSystemId: to.fileSystemId, accessPoint: counterpart }
}
