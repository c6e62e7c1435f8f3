// The rules of EventBridge that Muster lives by, as data: deployed by infra, and into the sandbox, word for word.
import { EVENT_SOURCE } from './events.ts'
import { type Platform, platformName } from './platform.ts'
import type { Reaction } from './platform-operations.ts'
import { reactionsOf } from './reactions.ts'

/** As EventBridge takes it. */
export type Pattern = Readonly<Record<string, unknown>>

export interface EventRule {
  /** At most 64 characters. */
  readonly name: string
  readonly description: string
  readonly pattern: Pattern
  /** What `on-event` is to do; null for what is only noted, and rung for by an alarm on the rule itself. */
  readonly reaction: Reaction | null
  /** The alarm that rings when the rule has matched: the article of docs/operating.md. Null where none does. */
  readonly article: string | null
}

/** How jobs of AWS Backup end that made nothing one could restore. */
const WITHOUT_BACKUP = ['ABORTED', 'EXPIRED', 'FAILED', 'PARTIAL']

/** Wherever AWS Backup says it: `state` for backups and copies, `status` for some (aws-behaviour 1.2.14). */
const stands = (standings: readonly string[]): Pattern => ({ $or: [{ state: standings }, { status: standings }] })

const vaultsOf = ({ database, files, monitoring }: Platform): readonly string[] => [
  ...new Set([database.vault, files.vault, monitoring.vault]),
]

/** @param machines ARNs of Muster's machines in the region */
export function eventRules(platform: Platform, machines: readonly string[]): readonly EventRule[] {
  const named = (what: string): string => {
    const name = `${platformName(platform)}-${what}`
    if (name.length > 64) throw new Error(`the rule name ${name} has ${name.length} characters; EventBridge allows 64`)
    return name
  }
  const rules = [...jobRules(platform), ...(machines.length > 0 ? endingRules(machines) : [])]
  const reactions = reactionsOf(platform).map(reaction => ({
    name: `reaction-${reaction.name}`,
    description: `${reaction.does === 'start-drill' ? 'Starts a drill' : 'Proposes a recovery'} of ${reaction.scenario}.`,
    pattern: patternFor(reaction, platform),
    reaction,
    article: null,
  }))
  return [...rules, ...reactions].map(rule => ({ ...rule, name: named(rule.name) }))
}

/** Jobs of the platform's own vaults: an account has others, whose failures are not ours. */
function jobRules(platform: Platform): readonly EventRule[] {
  const vaults = vaultsOf(platform)
  const arns = vaults.map(
    vault => `arn:aws:backup:${platform.regions.primary}:${platform.account}:backup-vault:${vault}`,
  )
  const rule = (name: string, what: string, detail: Pattern, type: string): EventRule => ({
    ...{ name, description: `A ${what} of the platform came to nothing that can be restored whole.`, reaction: null },
    pattern: { source: ['aws.backup'], 'detail-type': [type], detail: { ...detail, ...stands(WITHOUT_BACKUP) } },
    article: `a-${what}-failed`,
  })
  return [
    rule('backup-failed', 'backup', { backupVaultName: vaults }, 'Backup Job State Change'),
    rule('copy-failed', 'copy', { sourceBackupVaultArn: arns }, 'Copy Job State Change'),
  ]
}

/** Endings for which somebody is called at once, beside the alarm for every failed run. */
function endingRules(machines: readonly string[]): readonly EventRule[] {
  const rule = (name: string, ending: string, article: string, description: string): EventRule => ({
    ...{ name, description, reaction: null, article },
    pattern: {
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED'], stateMachineArn: machines, error: [ending] },
    },
  })
  return [
    rule('run-held', 'Held', 'a-run-is-held', 'A run stopped safe after its cutover: a person decides.'),
    rule(
      'rollback-incomplete',
      'RollbackIncomplete',
      'a-rollback-is-incomplete',
      'A run could not undo everything: something is left to do by hand.',
    ),
  ]
}

function patternFor({ on }: Reaction, platform: Platform): Pattern {
  if ('alarm' in on) {
    return {
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      // OK is heard as well: an alarm that is over by the time it is heard of starts nothing.
      detail: { alarmName: [on.alarm] },
    }
  }
  return {
    source: ['aws.backup'],
    'detail-type': ['Backup Job State Change'],
    detail: { resourceType: [on.backup], backupVaultName: vaultsOf(platform), ...stands(['COMPLETED']) },
  }
}

/** What a rule hands to `on-event`: these parts of the event, and the reaction as it is. */
export const TARGET_PATHS = {
  id: '$.id',
  time: '$.time',
  source: '$.source',
  type: '$.detail-type',
  account: '$.account',
  region: '$.region',
  resources: '$.resources',
  detail: '$.detail',
} as const

/** The template of the rule's input transformer; EventBridge puts quotes around text by itself. */
export const targetTemplate = (reaction: Reaction | null): string =>
  `{"event": {"id": <id>, "time": <time>, "source": <source>, "detail-type": <type>, "account": <account>, ` +
  `"region": <region>, "resources": <resources>, "detail": <detail>}, "reaction": ${JSON.stringify(reaction)}}`

/** What runs of this platform tell: an account may have several, and each tells its own people. */
export const newsPattern = (platform: Pick<Platform, 'project' | 'environment'>): Pattern => ({
  source: [EVENT_SOURCE],
  detail: { platform: [platformName(platform)] },
})
