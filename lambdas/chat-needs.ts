// What the functions of chat need beside their own deeds: their records, their secret, and the regions where runs live.
import { chatKeys } from '../domain/chat/records.ts'
import { chatSecretName } from '../domain/chat/settings.ts'
import { doorNamed } from '../domain/deployed-names.ts'
import { type Platform, platformName } from '../domain/platform.ts'
import { type AwsNeed, allow, arns } from './needs.ts'

const CHAT_RECORDS = {
  request: chatKeys.request('*', '*'),
  outcome: chatKeys.outcome('*', '*'),
  refused: chatKeys.refused('*', '*'),
  rate: chatKeys.rate('*', '*'),
  thread: chatKeys.thread('*'),
  proposal: chatKeys.proposal('*'),
  button: chatKeys.button('*'),
} as const

type ChatRecord = keyof typeof CHAT_RECORDS

interface Kept {
  readonly reads: readonly ChatRecord[]
  readonly writes: readonly ChatRecord[]
}

/** Records of chat's own, in the control bucket of the region that it is deployed in. */
export function chatRecordNeeds(p: Platform, { reads, writes }: Kept): readonly AwsNeed[] {
  const { object, bucket } = arns(p)
  const of = (records: readonly ChatRecord[]) => records.map(each => object(p.muster.controlBucket, CHAT_RECORDS[each]))
  return [
    allow('s3:GetObject', of(reads)),
    allow('s3:PutObject', of(writes)),
    // Without ListBucket a missing record answers AccessDenied instead of NoSuchKey.
    allow('s3:ListBucket', [bucket(p.muster.controlBucket)]),
  ]
}

export const chatSecretNeed = (p: Platform): AwsNeed =>
  allow('secretsmanager:GetSecretValue', [arns(p).secret(chatSecretName(platformName(p)))])

/** Both regions in which runs live, whichever of them chat is deployed in. */
export const homesOf = ({ regions, muster, recovery, home }: Platform) => [
  { region: regions.primary, bucket: muster.controlBucket },
  { region: regions.recovery, bucket: home.controlBucket === '' ? recovery.muster.controlBucket : home.controlBucket },
]

/** Records of runs, in either region. */
export const readsOfRuns = (p: Platform, records: readonly string[]): AwsNeed =>
  allow(
    's3:GetObject',
    homesOf(p).flatMap(({ bucket }) => records.map(key => arns(p).object(bucket, key))),
  )

export const listsOfRuns = (p: Platform): AwsNeed =>
  allow(
    's3:ListBucket',
    homesOf(p).map(({ bucket }) => arns(p).bucket(bucket)),
  )

/** Doors of either region. */
export const callsDoors = (p: Platform, doors: readonly string[]): AwsNeed =>
  allow(
    'lambda:InvokeFunction',
    homesOf(p).flatMap(({ region }) => doors.map(each => arns(p, region).lambda(doorNamed(platformName(p), each)))),
  )
