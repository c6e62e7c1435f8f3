// What would stop the restore of a store later, and what it would be restored from: seen first, judged in the domain.
import type { Instant } from '../../domain/instant.ts'
import { type Findings, judgeStore, keyBlockers } from '../../domain/monitoring/preflight.ts'
import { type StoreName, titleOf } from '../../domain/monitoring/store.ts'
import { lineageOf } from '../../domain/monitoring/volume.ts'
import type { Platform } from '../../domain/platform.ts'
import type { ChosenPoint } from '../../domain/restore-point.ts'
import type { Environment } from '../environment.ts'
import type { BackupRestore } from './backup-restore.ts'
import { handleOf } from './claims.ts'
import type { kms } from './kms.ts'
import { look } from './look.ts'
import { orBlocked } from './or-blocked.ts'
import { readingOf, seenOf, volumeArn } from './store-reading.ts'
import type { stores } from './stores.ts'
import { chooseVolumePoint } from './volume-points.ts'
import type { Volumes } from './volumes.ts'

interface Tools {
  readonly stores: ReturnType<typeof stores>
  readonly volumes: Volumes
  readonly backup: BackupRestore
  readonly kms: ReturnType<typeof kms>
  readonly environment: Environment
}

interface Asked {
  readonly store: StoreName
  readonly clusterName: string
  readonly monitoring: Platform['monitoring']
  /** Only copies from that region. Null: recovery points of the store's own volume. */
  readonly home: string | null
  readonly lostAt: Instant | null
  readonly named: string | null
}

export interface Restorable extends Findings {
  /** Undefined when something blocks. */
  readonly point: ChosenPoint | undefined
}

/** What AWS refuses is a finding; what does not answer is thrown, to be tried again. */
export async function restorable(tools: Tools, asked: Asked): Promise<Restorable> {
  const { kms } = tools
  const { kmsKeyId } = asked.monitoring
  const key = await look('the key', async () => keyBlockers(kmsKeyId, await kms.findKey(kmsKeyId)))
  let point: ChosenPoint | undefined
  const found = await orBlocked(asked.clusterName, async (): Promise<Findings> => {
    const { stores, volumes, environment } = tools
    const reading = await readingOf(stores.of(asked.clusterName, asked.monitoring, asked.store), volumes)
    const judged = judgeStore(seenOf(asked.store, reading, asked.monitoring))
    if (!reading.volume || !reading.claim) return judged
    const arn = volumeArn(environment, handleOf(reading.volume))
    const volumeArns = [arn, ...lineageOf(arn, reading.disk?.tags ?? {})]
    const claim = { namespace: asked.monitoring.namespace, name: reading.claim.metadata.name }
    const choice = await look('the recovery points', () => chosen(tools, { ...asked, volumeArns, claim }))
    if (Array.isArray(choice)) return { blockers: [...judged.blockers, ...choice], notes: judged.notes }
    point = choice
    return judged
  })
  const blockers = [...new Set([...found.blockers, ...key])]
  return { blockers, notes: [...found.notes], point: blockers.length === 0 ? point : undefined }
}

type Sought = Asked & Pick<Parameters<typeof chooseVolumePoint>[1], 'volumeArns' | 'claim'>

async function chosen({ environment, ...tools }: Tools, asked: Sought): Promise<ChosenPoint | string[]> {
  const { store, monitoring, home } = asked
  const { vault } = monitoring
  const choice = await chooseVolumePoint(tools, { ...asked, vault, now: environment.clock.now() })
  if (!('impossible' in choice)) return choice
  const of = home === null ? 'recovery points' : `copies from ${home}`
  return [`${titleOf(store)}: ${of} in the vault ${vault}: ${choice.impossible}`]
}
