// Which recovery point of a volume is chosen once an older volume of the same claim goes on being backed up.
import { expect, test } from '@jest/globals'
import { toMillis } from '../../../domain/instant.ts'
import type { RestorePoint } from '../../../domain/restore-point.ts'
import { chooseVolumePoint } from '../../../lambdas/gateways/volume-points.ts'

const volume = (name: string) => `arn:aws:ec2:us-east-1:111122223333:volume/vol-${name}`
const snapshot = (name: string) => `arn:aws:ec2:us-east-1::snapshot/snap-${name}`

const nightly = (of: string, night: number, minute: string): RestorePoint => ({
  arn: snapshot(`${of}-${night}`),
  ...{ kind: 'snapshot', status: 'COMPLETED', statusMessage: null, storageClass: 'WARM', infected: false },
  createdAt: `2030-03-0${night}T02:${minute}:00Z`,
  completedAt: `2030-03-0${night}T02:55:00Z`,
  ...{ expiresAt: null, engineVersion: null },
})

/** The restored volume took over on the second; what it was restored from is kept for a fortnight, and empty. */
const backups: Readonly<Record<string, readonly RestorePoint[]>> = {
  [volume('old')]: [1, 2, 3, 4].map(night => nightly('old', night, '30')),
  [volume('new')]: [3, 4].map(night => nightly('new', night, '00')),
}

const choose = (lostAt: string, named: string | null = null) =>
  chooseVolumePoint(
    {
      backup: { pointsOf: async (_: string, arn: string) => backups[arn] ?? [] } as never,
      volumes: { snapshotsFor: () => Promise.reject(new Error('the volume has points of its own')) },
    },
    {
      ...{ vault: 'monitoring', home: null, named, lostAt, now: toMillis('2030-03-04T12:00:00Z') },
      volumeArns: [volume('new'), volume('old')],
      claim: { namespace: 'observability', name: 'grafana' },
    },
  )

test('the newest of the volume in use, although the emptied one was backed up after it', async () => {
  expect(await choose('2030-03-04T10:00:00Z')).toMatchObject({ point: { arn: snapshot('new-4') } })
  expect(await choose('2030-03-03T12:00:00Z')).toMatchObject({ point: { arn: snapshot('new-3') } })
})

test('of the volume before, only what was backed up while it was in use', async () => {
  expect(await choose('2030-03-02T12:00:00Z')).toMatchObject({ point: { arn: snapshot('old-2') } })
})

test('any that somebody names', async () => {
  const named = snapshot('old-3')
  expect(await choose('2030-03-04T10:00:00Z', named)).toMatchObject({ point: { arn: named } })
})
