// Amazon Resource Names taken apart: six fields, the sixth of which may itself hold colons.

export interface Arn {
  readonly service: string
  /** Empty for services without regions (IAM, S3) and for EBS snapshots' account. */
  readonly region: string
  readonly accountId: string
  /** Everything after the fifth colon. */
  readonly resource: string
}

/** Undefined for text that is not an ARN. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, accountId, ...rest] = text.split(':')
  const resource = rest.join(':')
  if (prefix !== 'arn' || !partition || !service || region === undefined || accountId === undefined) return undefined
  return resource === '' ? undefined : { service, region, accountId, resource }
}

/** `name` of `arn:aws:iam::<account>:role/<path>/<name>`. */
export function roleName(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1)
}
