// A database cluster as it was found: everything an undo or a comparison needs, as data that steps pass on.
import * as z from 'zod'
import { instant } from './instant.ts'

const tagSchema = z.strictObject({ key: z.string(), value: z.string() })

/** Aurora capacity units. `autoPause` is seconds of idleness before the cluster pauses; null: never. */
export const scalingSchema = z.strictObject({ min: z.number(), max: z.number(), autoPause: z.int().nullable() })

export const memberSchema = z.strictObject({
  id: z.string(),
  class: z.string(),
  writer: z.boolean(),
  parameterGroup: z.string(),
  /** 0 to 15; the lowest is promoted first. */
  promotionTier: z.int(),
  availabilityZone: z.string().nullable(),
  maintenanceWindow: z.string().nullable(),
  /** Seconds between enhanced metrics; 0 is off. */
  monitoringInterval: z.int(),
  monitoringRoleArn: z.string().nullable(),
  performanceInsights: z.boolean(),
  performanceInsightsKeyId: z.string().nullable(),
  /** Days. */
  performanceInsightsRetention: z.int().nullable(),
  autoMinorVersionUpgrade: z.boolean(),
  publiclyAccessible: z.boolean(),
  caCertificate: z.string().nullable(),
})

const clusterSettingsSchema = z.strictObject({
  id: z.string(),
  arn: z.string(),
  resourceId: z.string(),
  status: z.string(),
  engine: z.string(),
  engineVersion: z.string(),
  engineMode: z.string(),
  endpoint: z.string().nullable(),
  readerEndpoint: z.string().nullable(),
  port: z.int(),
  parameterGroup: z.string(),
  subnetGroup: z.string(),
  securityGroups: z.array(z.string()),
  kmsKeyId: z.string().nullable(),
  encrypted: z.boolean(),
  scaling: scalingSchema.nullable(),
  /** Days. */
  backupRetention: z.int(),
  backupWindow: z.string(),
  maintenanceWindow: z.string(),
  copyTagsToSnapshot: z.boolean(),
  deletionProtection: z.boolean(),
  logExports: z.array(z.string()),
  iamAuth: z.boolean(),
  dataApi: z.boolean(),
  /** 0 is off. */
  backtrackSeconds: z.int(),
  storageType: z.string(),
  networkType: z.string().nullable(),
  lifecycleSupport: z.string().nullable(),
  roles: z.array(z.strictObject({ arn: z.string(), feature: z.string().nullable() })),
  tags: z.array(tagSchema),
})

export const clusterDescription = clusterSettingsSchema.extend({
  /** The writer first. */
  members: z.array(memberSchema),
  restorable: z.strictObject({ earliest: instant, latest: instant }),
})

export type Tag = z.infer<typeof tagSchema>
export type Scaling = z.infer<typeof scalingSchema>
export type Member = z.infer<typeof memberSchema>
export type ClusterSettings = z.infer<typeof clusterSettingsSchema>
export type ClusterDescription = z.infer<typeof clusterDescription>

/** A cluster and its members without the restorable window, which a restored cluster lacks at first (pitfalls A17). */
export type ClusterWithMembers = ClusterSettings & { readonly members: readonly Member[] }

export const sameScaling = (a: Scaling | null, b: Scaling | null): boolean =>
  a === b || (a !== null && b !== null && a.min === b.min && a.max === b.max && a.autoPause === b.autoPause)
