// The fields in which a restored cluster must equal its source: what AWS resets to defaults, and how to set it again.
import type { ClusterSettings, Member, Scaling } from './cluster-description.ts'
import { inheritedTags } from './restored-tags.ts'
import type { Mode } from './run.ts'

/** What can be changed on a cluster; absent members stay as they are. */
export interface ClusterChanges {
  readonly parameterGroup?: string
  readonly securityGroups?: readonly string[]
  readonly scaling?: Scaling
  readonly backupRetention?: number
  readonly backupWindow?: string
  readonly maintenanceWindow?: string
  readonly copyTagsToSnapshot?: boolean
  readonly deletionProtection?: boolean
  readonly logExports?: { readonly enable: readonly string[]; readonly disable: readonly string[] }
  readonly iamAuth?: boolean
  readonly backtrackSeconds?: number
  readonly lifecycleSupport?: string
  readonly storageType?: string
}

export interface MemberChanges {
  readonly class?: string
  readonly parameterGroup?: string
  readonly promotionTier?: number
  readonly maintenanceWindow?: string
  readonly monitoring?: { readonly interval: number; readonly roleArn: string | null }
  readonly performanceInsights?: {
    readonly enabled: boolean
    readonly keyId: string | null
    readonly retention: number | null
  }
  readonly autoMinorVersionUpgrade?: boolean
  readonly publiclyAccessible?: boolean
  readonly caCertificate?: string
}

export interface Rule<T, Changes> {
  readonly field: string
  /** Would the platform misbehave, or be unprotected, if it differed? */
  readonly critical: boolean
  readonly read: (of: T) => unknown
  /** Why it is meant to differ in this mode. */
  readonly explain?: (mode: Mode) => string | null
  /** Absent where AWS cannot change it after the restore, or another step does. */
  readonly repair?: (source: T, restored: T) => Changes | Record<string, never>
}

type ClusterRule = Rule<ClusterSettings, ClusterChanges>
type MemberRule = Rule<Member, MemberChanges>

const sorted = (texts: readonly string[]): string => texts.toSorted().join(', ') || 'none'
const rolesOf = ({ roles }: ClusterSettings) =>
  sorted(roles.map(({ arn, feature }) => (feature ? `${arn} (${feature})` : arn)))
const tagsOf = ({ tags }: ClusterSettings) => sorted(Object.entries(inheritedTags(tags)).map(pair => pair.join('=')))
const elsewhere = () => ({})

/** Fields as in the description; those that AWS gives anew (ids, endpoints, times) have no place here. */
export const clusterRules: readonly ClusterRule[] = [
  { field: 'engine', critical: true, read: c => c.engine },
  { field: 'engineVersion', critical: true, read: c => c.engineVersion },
  { field: 'engineMode', critical: true, read: c => c.engineMode },
  { field: 'port', critical: true, read: c => c.port },
  { field: 'subnetGroup', critical: true, read: c => c.subnetGroup },
  { field: 'kmsKeyId', critical: true, read: c => c.kmsKeyId },
  { field: 'encrypted', critical: true, read: c => c.encrypted },
  // AWS Backup cannot be told it (aws-behaviour 1.2.5). A change to I/O-Optimized is possible once in 30 days.
  { field: 'storageType', critical: true, read: c => c.storageType, repair: s => ({ storageType: s.storageType }) },
  { field: 'networkType', critical: true, read: c => c.networkType ?? 'IPV4' },
  {
    field: 'lifecycleSupport',
    critical: false,
    read: c => c.lifecycleSupport,
    repair: s => (s.lifecycleSupport ? { lifecycleSupport: s.lifecycleSupport } : {}),
  },
  { field: 'dataApi', critical: false, read: c => c.dataApi },
  {
    field: 'parameterGroup',
    critical: true,
    read: c => c.parameterGroup,
    repair: s => ({ parameterGroup: s.parameterGroup }),
  },
  {
    field: 'securityGroups',
    critical: true,
    read: c => sorted(c.securityGroups),
    repair: s => ({ securityGroups: s.securityGroups }),
  },
  { field: 'scaling', critical: true, read: c => c.scaling, repair: s => (s.scaling ? { scaling: s.scaling } : {}) },
  {
    field: 'backupRetention',
    critical: true,
    read: c => c.backupRetention,
    repair: s => ({ backupRetention: s.backupRetention }),
  },
  {
    field: 'backupWindow',
    critical: false,
    read: c => c.backupWindow,
    repair: s => ({ backupWindow: s.backupWindow }),
  },
  {
    field: 'maintenanceWindow',
    critical: false,
    read: c => c.maintenanceWindow,
    repair: s => ({ maintenanceWindow: s.maintenanceWindow }),
  },
  {
    field: 'copyTagsToSnapshot',
    critical: false,
    read: c => c.copyTagsToSnapshot,
    repair: s => ({ copyTagsToSnapshot: s.copyTagsToSnapshot }),
  },
  {
    field: 'deletionProtection',
    critical: true,
    read: c => c.deletionProtection,
    explain: mode => (mode === 'drill' ? "a drill's cluster is deleted when the drill ends" : null),
    repair: s => ({ deletionProtection: s.deletionProtection }),
  },
  {
    field: 'logExports',
    critical: true,
    read: c => sorted(c.logExports),
    repair: (s, r) => ({
      logExports: { enable: without(s.logExports, r.logExports), disable: without(r.logExports, s.logExports) },
    }),
  },
  { field: 'iamAuth', critical: true, read: c => c.iamAuth, repair: s => ({ iamAuth: s.iamAuth }) },
  {
    field: 'backtrackSeconds',
    critical: false,
    read: c => c.backtrackSeconds,
    repair: s => ({ backtrackSeconds: s.backtrackSeconds }),
  },
  { field: 'roles', critical: true, read: rolesOf, repair: elsewhere },
  { field: 'tags', critical: true, read: tagsOf, repair: elsewhere },
]

const without = (all: readonly string[], some: readonly string[]): string[] => all.filter(each => !some.includes(each))

const monitoring = (m: Member) => ({ monitoring: { interval: m.monitoringInterval, roleArn: m.monitoringRoleArn } })

const insights = (m: Member) => ({
  performanceInsights: {
    enabled: m.performanceInsights,
    keyId: m.performanceInsightsKeyId,
    retention: m.performanceInsightsRetention,
  },
})

export const memberRules: readonly MemberRule[] = [
  { field: 'class', critical: true, read: m => m.class, repair: s => ({ class: s.class }) },
  { field: 'writer', critical: false, read: m => m.writer },
  {
    field: 'parameterGroup',
    critical: true,
    read: m => m.parameterGroup,
    repair: s => ({ parameterGroup: s.parameterGroup }),
  },
  {
    field: 'promotionTier',
    critical: false,
    read: m => m.promotionTier,
    repair: s => ({ promotionTier: s.promotionTier }),
  },
  {
    field: 'availabilityZone',
    critical: false,
    read: m => m.availabilityZone,
    explain: () => 'another zone had room for it',
  },
  {
    field: 'maintenanceWindow',
    critical: false,
    read: m => m.maintenanceWindow,
    repair: s => (s.maintenanceWindow ? { maintenanceWindow: s.maintenanceWindow } : {}),
  },
  { field: 'monitoringInterval', critical: true, read: m => m.monitoringInterval, repair: monitoring },
  { field: 'monitoringRoleArn', critical: false, read: m => m.monitoringRoleArn, repair: monitoring },
  { field: 'performanceInsights', critical: false, read: m => m.performanceInsights, repair: insights },
  {
    field: 'performanceInsightsRetention',
    critical: false,
    read: m => m.performanceInsightsRetention,
    repair: insights,
  },
  { field: 'performanceInsightsKeyId', critical: false, read: m => m.performanceInsightsKeyId },
  {
    field: 'autoMinorVersionUpgrade',
    critical: false,
    read: m => m.autoMinorVersionUpgrade,
    repair: s => ({ autoMinorVersionUpgrade: s.autoMinorVersionUpgrade }),
  },
  {
    field: 'publiclyAccessible',
    critical: true,
    read: m => m.publiclyAccessible,
    repair: s => ({ publiclyAccessible: s.publiclyAccessible }),
  },
  {
    field: 'caCertificate',
    critical: false,
    read: m => m.caCertificate,
    repair: s => (s.caCertificate ? { caCertificate: s.caCertificate } : {}),
  },
]
