// Values that an operator gives for a cluster, checked as RDS checks them.
import type { ServerlessV2ScalingConfiguration, Tag } from '@aws-sdk/client-rds'
import { badCombination, badValue } from './refusals.ts'

const logTypes = ['audit', 'error', 'general', 'instance', 'slowquery', 'iam-db-auth-error']

export function checkedLogs(types: readonly string[]): readonly string[] {
  const wrong = types.filter(type => !logTypes.includes(type))
  if (wrong.length > 0)
    throw badCombination(`You cannot use the log types '${wrong.join(',')}' with engine aurora-mysql.`)
  return [...types]
}

export function within(member: string, value: number | undefined, [low, high]: readonly [number, number]): void {
  if (value === undefined) return
  if (!Number.isInteger(value) || value < low || value > high) {
    throw badValue(`Invalid value ${value} for ${member}. Must be between ${low} and ${high}.`)
  }
}

export function oneOf(member: string, value: string | undefined, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value)) {
    throw badValue(`Invalid value '${value}' for ${member}. Valid values are: ${allowed.join(', ')}.`)
  }
}

/** Capacity in half units from 0 to 256; both limits must be known (Aurora user guide, Serverless v2 requirements). */
export function checkedScaling(
  asked: ServerlessV2ScalingConfiguration,
  before?: ServerlessV2ScalingConfiguration,
): ServerlessV2ScalingConfiguration {
  const { MinCapacity: low, MaxCapacity: high, SecondsUntilAutoPause: pause } = { ...before, ...defined(asked) }
  if (low === undefined || high === undefined) {
    throw badCombination(
      'Both MinCapacity and MaxCapacity must be specified in the Serverless v2 scaling configuration.',
    )
  }
  const valid = (value: number) => value >= 0 && value <= 256 && Number.isInteger(value * 2)
  if (!valid(low) || !valid(high) || high < 1 || low > high) {
    throw badValue(
      'Invalid Serverless v2 scaling configuration: capacity is 0 to 256 in steps of 0.5, at most 1 being the lowest maximum.',
    )
  }
  if (pause !== undefined && (low !== 0 || pause < 300 || pause > 86_400)) {
    throw badValue('SecondsUntilAutoPause must be from 300 to 86400, with MinCapacity 0.')
  }
  return { MinCapacity: low, MaxCapacity: high, ...(low === 0 && { SecondsUntilAutoPause: pause ?? 300 }) }
}

function defined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Partial<T>
}

/** At most 50, keys unique and not reserved (RDS tagging). */
export function checkedTags(tags: readonly Tag[]): readonly Tag[] {
  const keys = tags.map(tag => tag.Key ?? '')
  if (tags.length > 50) throw badValue('A resource can have at most 50 tags.')
  if (keys.some(key => key === '' || key.length > 128 || /^(aws|rds):/i.test(key))) {
    throw badValue('Tag keys must have 1 to 128 characters and must not begin with aws: or rds:')
  }
  if (new Set(keys).size < keys.length) throw badValue('Duplicate tag keys are not allowed.')
  return tags.map(({ Key = '', Value = '' }) => ({ Key, Value }))
}

/** 8 to 41 printable ASCII characters except `/`, `"` and `@` (ModifyDBCluster reference). */
export function checkedPassword(password: string): string {
  if (!/^[\x21-\x7e]{8,41}$/.test(password) || /[/"@]/.test(password)) {
    throw badValue(
      "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
    )
  }
  return password
}
