// The secret of the application: pointed elsewhere and back, copied into Kubernetes, and rotated at a bad time.
import { describe, expect, test } from '@jest/globals'
import { run as checkSecretSynced } from '../../lambdas/check-secret-synced/handler.ts'
import { run as pointSecret } from '../../lambdas/point-secret/handler.ts'
import { run as readWorkload } from '../../lambdas/read-workload/handler.ts'
import { run as restoreSecret } from '../../lambdas/restore-secret/handler.ts'
import { run as resumeRotation } from '../../lambdas/resume-rotation/handler.ts'
import { run as suspendRotation } from '../../lambdas/suspend-rotation/handler.ts'
import { run as syncSecret } from '../../lambdas/sync-secret/handler.ts'
import {
  type ApplicationWorld,
  applicationWorld,
  database,
  failure,
  kubernetes,
  minutes,
  ROTATION,
  SECRET,
} from './application-world.ts'

const secret = database.secret
const target = {
  secret,
  host: 'new.cluster',
  port: 3306,
  readerHost: 'new.reader',
  clusterId: 'wordpress-prod-aurora-rec-1',
}
const current = ({ secrets }: ApplicationWorld) => JSON.parse(secrets.current(secret)?.value ?? '{}')
const hours = (count: number) => minutes(60 * count)
/** The shortest schedule there is: a window of one hour every four. */
const often = { rotation: { lambdaArn: ROTATION, rules: { ScheduleExpression: 'rate(4 hours)' } } }
const read = (world: ApplicationWorld) => world.call(readWorkload, { kubernetes, secret })

describe('Pointing the secret', () => {
  test('gives the same version to a step whose answer was lost', async () => {
    const world = await applicationWorld()
    const { versionId } = (await read(world)).secret
    let lost = 3
    world.awsFaults.push(({ operation }) =>
      operation === 'secretsmanager:PutSecretValue' && lost-- > 0 ? { kind: 'response-lost' } : undefined,
    )
    expect(await failure(world.call(pointSecret, target))).toMatch(/^Unavailable/)
    const after = world.secrets.current(secret)?.versionId
    expect(after).not.toBe(versionId)
    const again = await world.call(pointSecret, target)
    expect(again).toEqual({
      versionId: after,
      previousVersionId: versionId,
      changedKeys: ['host', 'dbClusterIdentifier', 'readerHost'],
    })
  })

  test('is undone by moving the label back, twice without harm, and also when it never happened', async () => {
    const world = await applicationWorld()
    const { versionId } = (await read(world)).secret
    expect(await world.call(restoreSecret, { secret, versionId })).toEqual({ moved: false, versionId })
    await world.call(pointSecret, target)
    expect(await world.call(restoreSecret, { secret, versionId })).toEqual({ moved: true, versionId })
    expect(await world.call(restoreSecret, { secret, versionId })).toEqual({ moved: false, versionId })
    expect(current(world)).toEqual(SECRET)
  })

  test('is undone without losing a password that was rotated after the version was remembered', async () => {
    const world = await applicationWorld({ secret: often })
    const { versionId } = (await read(world)).secret
    await world.pass(hours(6))
    const rotated = world.secrets.current(secret)?.versionId
    expect(rotated).not.toBe(versionId)
    expect(await world.call(restoreSecret, { secret, versionId })).toEqual({ moved: false, versionId: rotated })
    await world.call(pointSecret, target)
    expect(await world.call(restoreSecret, { secret, versionId })).toEqual({ moved: true, versionId: rotated })
  })

  test('does not claim success when the label was moved away after an earlier attempt', async () => {
    const world = await applicationWorld()
    const { versionId } = (await read(world)).secret
    await world.call(pointSecret, target)
    await world.call(restoreSecret, { secret, versionId })
    expect(await failure(world.call(pointSecret, target))).toMatch(/^CallRefused: .*no longer AWSCURRENT/)
    expect(current(world).host).toBe('old.cluster')
  })

  test('refuses a secret without a host, naming no value', async () => {
    const world = await applicationWorld({ secret: { value: '{"password":"canary-password-1"}' } })
    const said = await failure(world.call(pointSecret, target))
    expect(said).toMatch(/^Missing: .*no key host/)
    expect(said).not.toContain('canary')
  })
})

describe('Rotation', () => {
  test('that was interrupted before the cutover does not bring the old host back', async () => {
    const world = await applicationWorld({ secret: often })
    world.lifecycle.override({ transition: 'secretsmanager.rotation', outcome: 'failed', times: 1 })
    const workload = await read(world)
    await world.pass(hours(6))
    expect(await world.call(suspendRotation, { secret, rotationEnabled: true })).toEqual({
      suspended: true,
      interrupted: true,
    })
    await world.call(pointSecret, target)
    const { rotationEnabled, rotationRules } = workload.secret
    expect(await world.call(resumeRotation, { secret, rotationEnabled, rotationRules })).toEqual({
      resumed: true,
      pendingDropped: true,
    })
    await world.pass(hours(8))
    expect(current(world)).toMatchObject({ host: 'new.cluster', password: expect.not.stringContaining('canary') })
  })

  test('that was interrupted and is taken up again on the old cluster goes on with the password it had chosen', async () => {
    const world = await applicationWorld({ secret: often })
    world.lifecycle.override({ transition: 'secretsmanager.rotation', outcome: 'failed', times: 1 })
    await world.pass(hours(6))
    await world.call(suspendRotation, { secret, rotationEnabled: true })
    const resumed = await world.call(resumeRotation, {
      secret,
      rotationEnabled: true,
      rotationRules: JSON.stringify(often.rotation.rules),
    })
    expect(resumed).toEqual({ resumed: true, pendingDropped: false })
    await world.pass(minutes(3))
    expect(current(world)).toMatchObject({ host: 'old.cluster', password: expect.not.stringContaining('canary') })
  })

  test('that was off before stays off', async () => {
    const world = await applicationWorld({ secret: { rotation: undefined } })
    expect((await read(world)).secret).toMatchObject({ rotationEnabled: false, rotationRules: null })
    expect(await world.call(suspendRotation, { secret, rotationEnabled: false })).toEqual({
      suspended: false,
      interrupted: false,
    })
    expect(await world.call(resumeRotation, { secret, rotationEnabled: false, rotationRules: null })).toEqual({
      resumed: false,
      pendingDropped: false,
    })
  })
})

describe('The copy of the secret', () => {
  test('is not taken for arrived while the operator has only promised it', async () => {
    const world = await applicationWorld()
    const { versionId } = await world.call(pointSecret, target)
    expect((await world.call(checkSecretSynced, { kubernetes, secret, versionId })).note).toContain('was not asked')
    world.lifecycle.override({ transition: 'eks.secret.forced-sync', outcome: 'failed', times: 2 })
    await world.call(syncSecret, { kubernetes, versionId })
    const answer = await world.poll(checkSecretSynced, { kubernetes, secret, versionId })
    expect(answer.status).toBe('ready')
  })

  test('is not taken for arrived when the secret names another host than the version that is waited for', async () => {
    const world = await applicationWorld()
    const before = (await read(world)).secret.versionId
    await world.call(pointSecret, target)
    await world.call(syncSecret, { kubernetes, versionId: before })
    await world.pass(minutes(2))
    expect((await world.call(checkSecretSynced, { kubernetes, secret, versionId: before })).note).toContain(
      'names another host',
    )
  })
})
