// A region is lost: what stands by may be a pilot light, and visitors may be sent by a change of the record.
import { describe, expect, jest, test } from '@jest/globals'
import { readPlatformFile } from '../../control/platform-file.ts'
import type { Platform } from '../../domain/platform.ts'
import { closeStage } from '../../sandbox/stage.ts'
import { clustersOf } from '../../sandbox/world/backup-resources.ts'
import { measured, platform, played, playedOnce, staged, stepNamed } from '../rehearsing.ts'
import { quickly, scenario } from './region-failure-runs.ts'

jest.setTimeout(120_000)

describe('other ways to stand by and to send visitors', () => {
  const withRecovery = (change: Partial<Platform['recovery']>): Platform => ({
    ...platform,
    recovery: { ...platform.recovery, ...change },
  })

  test('a pilot light that is there already needs no Terraform', async () => {
    const standing = withRecovery({ infrastructure: { kind: 'pilot-light' } })
    const { outcome } = await playedOnce({ scenario, platform: standing, input: quickly })
    expect(outcome).toMatchObject({ ending: 'Recovered', denied: [], leftovers: [] })
    expect(stepNamed(outcome, 'terraform')).toBeUndefined()
  })

  test('nodes that stand by have what they need of a quota, whatever it is now', async () => {
    const standing = withRecovery({ infrastructure: { kind: 'pilot-light' } })
    const { outcome } = await playedOnce({ scenario, platform: standing, faults: ['quota-short'], input: quickly })
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
  })

  const byRecord = readPlatformFile('platforms/example-pilot-light.yaml')

  test('a changed record sends visitors where its control plane answers, and needs no flag', async () => {
    const { outcome, run } = await playedOnce({ scenario, platform: byRecord, input: quickly })
    expect(outcome).toMatchObject({ ending: 'Recovered', cause: '', denied: [], leftovers: [] })
    expect(outcome.objectives.rto.met).toBe(true)
    expect(outcome.calls.byOperation).not.toHaveProperty('cloudwatch:PutMetricData')
    expect(outcome.calls.byOperation['route53:ChangeResourceRecordSets']).toBe(1)
    expect(run.world.serving()?.region.name).toBe(byRecord.regions.recovery)
  })

  test('while the control plane is down nobody can be sent here: what was proved is kept, and the next run takes it over', async () => {
    const request = { scenario, platform: byRecord, faults: ['dns-control-plane-down'], input: quickly }
    const stage = await staged(request)
    const first = await played(stage)
    const outcome = measured(stage, first)
    expect(outcome).toMatchObject({ ending: 'RollbackIncomplete', leftovers: [] })
    expect(outcome.cause).toContain('Route 53 cannot take requests')
    expect(outcome.cause).toContain('Not undone: Send visitors to the old region again')
    expect(outcome.retained.map(({ id }) => id)).toContainEqual(expect.stringMatching(/^magazine-live-rec-/))

    stage.world.controlPlaneOfDns(true)
    const second = await played(stage, { ...quickly, adopt: first.id })
    await closeStage(stage)
    expect(measured(stage, second)).toMatchObject({ ending: 'Recovered' })
    expect(clustersOf(stage.world.region)).toHaveLength(1)
  })

  test('a changed record needs the control plane of Route 53: without it the run goes back, and a person looks at the record', async () => {
    const traffic = {
      ...{ by: 'record' as const, hostedZone: 'Z0123456789ABCDEFGHIJ', ttl: 60 },
      setIdentifiers: { primary: 'us-east-1', recovery: 'us-west-2' },
    }
    const { outcome } = await playedOnce({ scenario, platform: withRecovery({ traffic }), input: quickly })
    expect(outcome).toMatchObject({ ending: 'RollbackIncomplete', leftovers: [] })
    expect(outcome.cause).toContain('Not undone: Send visitors to the old region again')
  })
})
