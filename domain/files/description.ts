// A file system as it is: everything that a restore does not bring along and a runbook must make again.
import * as z from 'zod'

const tag = z.strictObject({ key: z.string(), value: z.string() })

export const mountTarget = z.strictObject({
  id: z.string(),
  subnet: z.string(),
  zone: z.string(),
  state: z.string(),
  securityGroups: z.array(z.string()),
})

export const accessPoint = z.strictObject({
  id: z.string(),
  state: z.string(),
  path: z.string(),
  user: z
    .strictObject({ uid: z.int(), gid: z.int(), secondary: z.array(z.int()) })
    .nullable()
    .describe('Who every client is. Null: whoever they are.'),
  tags: z.array(tag),
})

const json = z.string().describe('JSON text: opaque to the workflow, put back as it was.')

export const fileSystemDescription = z.strictObject({
  id: z.string(),
  arn: z.string(),
  state: z.string(),
  sizeBytes: z.int().describe('As metered, within the last day.'),
  encrypted: z.boolean(),
  kmsKeyId: z.string().nullable(),
  performanceMode: z.string(),
  throughputMode: z.string(),
  provisionedMibps: z.number().nullable(),
  lifecycle: json,
  policy: json.nullable(),
  backups: z.boolean().describe("EFS's own switch for automatic backups."),
  tags: z.array(tag),
  mountTargets: z.array(mountTarget),
  accessPoints: z.array(accessPoint),
})

export type FileSystemDescription = z.infer<typeof fileSystemDescription>
export type MountTarget = z.infer<typeof mountTarget>
export type AccessPoint = z.infer<typeof accessPoint>
