// Restore metadata of Aurora as AWS Backup reads it: text, with JSON inside, turned into what RDS is then asked.
import { notSimulated } from '../not-simulated.ts'
import { badMetadata as bad, type Metadata } from './restorer.ts'
import type { RecoveryPoint } from './state.ts'

type Read = (key: string, value: string) => unknown

const text: Read = (_, value) => value

const flag: Read = (key, value) => {
  if (value !== 'true' && value !== 'false') throw bad(`${key} must be "true" or "false", not "${value}"`)
  return value === 'true'
}

const count: Read = (key, value) => {
  if (!/^\d+$/.test(value)) throw bad(`${key} must be a number, not "${value}"`)
  return Number(value)
}

/** JSON text of an array inside the string; a bare identifier is refused (aws-behaviour C7). */
const list: Read = (key, value) => {
  const parsed = parsedJson(value)
  if (Array.isArray(parsed) && parsed.every(each => typeof each === 'string')) return parsed
  throw bad(`${key} must be the JSON text of an array of strings, not ${value}`)
}

const moment: Read = (key, value) => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value))
    throw bad(`${key} must be a time in UTC, not "${value}"`)
  return new Date(value)
}

/** Well-formed and not simulated: zones follow from the subnet group, option groups and Serverless v1 are not ours. */
const elsewhere =
  (read: Read): Read =>
  (key, value) => {
    read(key, value)
    throw notSimulated(`${key} in the restore metadata of Aurora`)
  }

/** Keys of a snapshot (aws-behaviour 1.2.5): no Serverless v2 scaling, no deletion protection, no storage type. */
const ofSnapshot: Readonly<Record<string, Read>> = {
  DBClusterIdentifier: text,
  Engine: text,
  EngineVersion: text,
  DBSubnetGroupName: text,
  VpcSecurityGroupIds: list,
  DBClusterParameterGroupName: text,
  KmsKeyId: text,
  AvailabilityZones: elsewhere(list),
  Port: count,
  DatabaseName: text,
  OptionGroupName: elsewhere(text),
  BacktrackWindow: count,
  EnableIAMDatabaseAuthentication: flag,
  EnableCloudwatchLogsExports: list,
  CopyTagsToSnapshot: flag,
  EngineMode: text,
  ScalingConfiguration: elsewhere(text),
}

/** Keys of a continuous recovery point (1.2.6); `RestoreTime` is the spelling of RDS instances and is not one. */
const { AvailabilityZones: _, DatabaseName: __, ...shared } = ofSnapshot
const ofContinuous: Readonly<Record<string, Read>> = {
  ...shared,
  RestoreToTime: moment,
  UseLatestRestorableTime: flag,
}

/**
 * Members of the restore that RDS is asked for, without its source.
 * @throws InvalidParameterValueException for an unknown or missing key, and a value that is empty, "null" or of another type
 */
export function auroraRestore(point: RecoveryPoint, given: Metadata, anyCase: boolean): Record<string, unknown> {
  const keys = point.continuousOf !== undefined ? ofContinuous : ofSnapshot
  const read = Object.entries(given).map(([key, value]) => {
    const name = nameOf(key, keys, anyCase)
    if (value === '' || value === 'null') throw bad(`${key} has no value`)
    return [name, keys[name]?.(key, value)] as const
  })
  const input: Record<string, unknown> = Object.fromEntries(read)
  for (const required of ['DBClusterIdentifier', 'Engine']) {
    if (input[required] === undefined) throw bad(`${required} is missing`)
  }
  if (point.continuousOf !== undefined) checkMoment(input)
  return input
}

function nameOf(key: string, keys: Readonly<Record<string, Read>>, anyCase: boolean): string {
  const found = Object.keys(keys).find(each => each === key || (anyCase && each.toLowerCase() === key.toLowerCase()))
  if (found === undefined) throw bad(`${key} is not a key of this recovery point's restore metadata`)
  return found
}

function checkMoment(input: Record<string, unknown>): void {
  const latest = input.UseLatestRestorableTime === true
  if (latest === (input.RestoreToTime !== undefined)) {
    throw bad('give RestoreToTime, or UseLatestRestorableTime as "true", and not both')
  }
}

function parsedJson(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}
