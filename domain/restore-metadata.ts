// Restore metadata for AWS Backup: what the recovery point tells of its source, cleaned, with our own values over it.

export type Metadata = Readonly<Record<string, string>>

/** Keys that only inform, and that StartRestoreJob does not take back (aws-behaviour 1.2.9). */
const INFORMATIONAL = [/^InformationalOnly:/, /^aws:backup:/, /SnapshotIdentifier$/i]
/** The subnet group decides where; zones of the time of the backup may not be its own. Aurora has one option group. */
const DECIDED_ELSEWHERE = ['AvailabilityZones', 'OptionGroupName']

/**
 * @param given what GetRecoveryPointRestoreMetadata told; at run time values may be null whatever the SDK's types say
 * @param ours the run's values, which win; null takes a key away
 */
export function restoreMetadata(
  given: Readonly<Record<string, string | null>>,
  ours: Readonly<Record<string, string | null>>,
  region: string,
): Metadata {
  const kept = Object.entries(given).filter(([key, value]) => isOfUse(key, value) && isHere(value ?? '', region))
  const merged = Object.entries({ ...Object.fromEntries(kept), ...ours })
  return Object.fromEntries(merged.flatMap(([key, value]) => (isValue(value) ? [[key, value]] : [])))
}

const isOfUse = (key: string, value: string | null): boolean =>
  isValue(value) && !DECIDED_ELSEWHERE.includes(key) && !INFORMATIONAL.some(pattern => pattern.test(key))

/** JSON's null arrives as text. */
const isValue = (value: string | null): value is string => value !== null && value !== '' && value !== 'null'

/** No ARN of another region, which nothing here could use (6.2, invariant 18). */
const isHere = (value: string, region: string): boolean =>
  [...value.matchAll(/arn:aws:[a-z0-9-]+:([a-z0-9-]*):/g)].every(([, where]) => where === '' || where === region)
