// A region is lost and something else goes wrong: what stops the run, what it bears, and what it leaves.
import { describe, expect, jest, test } from '@jest/globals'
import { cronJobs, deployments } from '../../sandbox/kubernetes/kinds.ts'
import { platform, playedOnce, stepNamed } from '../rehearsing.ts'
import { factsOf, faulted, lost, quickly, reportOf, scenario, view } from './region-failure-runs.ts'

jest.setTimeout(120_000)

describe('when something goes wrong', () => {
  test('a false alarm is declined at no cost: nothing was touched', async () => {
    const { outcome, run } = await playedOnce({ scenario, input: quickly, approving: { kind: 'reject' } })
    expect(outcome).toMatchObject({ ending: 'Refused', leftovers: [], retained: [] })
    expect(run.world.terraform?.api.runs()).toEqual([])
    expect(outcome.calls.byOperation).not.toHaveProperty('backup:StartRestoreJob')
  })

  test.each([
    ['version-not-offered', 'which this region does not offer'],
    ['no-certificate', 'PENDING_VALIDATION'],
    ['no-load-balancer', 'load balancer'],
    ['replica-missing', 'wordpress-prod/database'],
    ['key-of-primary', 'key'],
    ['never-copied@files', 'copies of the files'],
    ['terraform-locked', 'locked by users user-night: maintenance'],
    ['terraform-run-ahead', 'locked by runs run-'],
    ['terraform-token-revoked', 'refuses the token'],
    ['terraform-may-not-apply', 'may not apply them, nor lock it'],
    ['quota-short', '3 vCPUs together, and 2 nodes have at least 4'],
    ['terraform-silent', 'cannot be looked at'],
    ['denied@backup:ListRecoveryPointsByBackupVault', 'what RDS offers could not be looked at'],
  ])('%s is found before anything is touched', async (fault, said) => {
    const { outcome } = await faulted(fault)
    expect(outcome).toMatchObject({ ending: 'Refused', leftovers: [], retained: [] })
    expect(outcome.cause).toContain(said)
  })

  test('a token that cannot be read for a moment is asked for again: it says nothing of Terraform', async () => {
    const { outcome } = await faulted('throttled@secretsmanager:GetSecretValue')
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(stepNamed(outcome, 'onTerraform')?.attempts).toBeGreaterThan(1)
  })

  test('a plan that fails stops the run before anything is restored', async () => {
    const { outcome } = await faulted('terraform-plan-fails')
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.calls.byOperation).not.toHaveProperty('backup:StartRestoreJob')
  })

  test('nodes of which the quota leaves too few stop the run as they are built, before anything is restored', async () => {
    const { outcome } = await faulted('quota-tight')
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.cause).toContain('Terraform has built it')
    expect(outcome.calls.byOperation).not.toHaveProperty('backup:StartRestoreJob')
  })

  test('a token that may apply no more leaves a plan that blocks the workspace, for a person to discard', async () => {
    const { outcome, run } = await faulted('terraform-loses-apply')
    expect(outcome).toMatchObject({ ending: 'RollbackIncomplete' })
    expect(outcome.cause).toMatch(
      /Not undone: Stop the Terraform run .*keeps every later run of the workspace .* waiting/,
    )
    expect(run.world.terraform?.api.runs().map(({ status }) => status)).toEqual(['planned'])
    expect(outcome.calls.byOperation).not.toHaveProperty('backup:StartRestoreJob')
  })

  test.each([
    'newest-copy-missing@database',
    'newest-copy-missing@files',
    'copy-partial@database',
    'rotated-since-copy',
    'flag-alarm-missing',
  ])('%s is borne', async fault => {
    expect((await faulted(fault)).outcome).toMatchObject({ ending: 'Recovered', cause: '', leftovers: [] })
  })

  test('copies that stopped coming are shown to the person who declares', async () => {
    const { run, outcome } = await faulted('copies-fail@files')
    expect(outcome).toMatchObject({ ending: 'Recovered' })
    expect(factsOf(run, 'Declare the region lost').late?.join()).toContain('files: late')
  })

  test('replicas that cannot be promoted leave what was proved for the next run, and everything else as it stood by', async () => {
    const { outcome, run } = await faulted('replica-not-promotable')
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.retained.map(({ id }) => id.replace(/-?[0-9a-f]{8,}$/, ''))).toEqual(
      expect.arrayContaining(['wordpress-prod-aurora-rec', 'workspace wordpress-prod-us-west-2']),
    )
    const { store } = run.world.kubernetes
    const { namespace, deployment } = view.kubernetes
    expect(store.get(deployments, namespace, deployment)?.spec?.replicas).toBe(0)
    expect(store.list(cronJobs, namespace).map(({ spec }) => spec?.suspend)).toEqual([true])
  })

  test('a primary region that comes back is fenced before visitors leave it, so that it takes no more writes', async () => {
    const { outcome, run } = await faulted('primary-returns@homeNow')
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(stepNamed(outcome, 'fence')?.said).toContain('fenced true')
    const { kubernetes } = run.world.home!
    const { namespace, deployment } = platform.kubernetes
    expect(kubernetes.store.get(deployments, namespace, deployment)?.spec?.replicas).toBe(0)
  })

  test('a primary region that comes back in the commit window is fenced then', async () => {
    const { outcome, run } = await faulted('primary-returns@committed')
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(reportOf(run)).toContain(`WordPress in ${lost} is stopped`)
  })

  test('going back would lose what people have written here: the run stops safe and says what', async () => {
    const { outcome } = await faulted('operator-rolls-back@2')
    expect(outcome).toMatchObject({ ending: 'Held', leftovers: [] })
    expect(outcome.cause).toMatch(/Not done: \d+ \w+.* were written here since/)
    expect(outcome.visitors.healthyAtEnd).toBe(true)
  })
})
