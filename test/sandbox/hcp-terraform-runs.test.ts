// Runs of HCP Terraform as whoever recovers meets them: they queue, wait for a person, break, or are canceled.
import { describe, expect, test } from '@jest/globals'
import type { Asked } from '../../sandbox/hcp-terraform/index.ts'
import { hour, reach, setting } from './hcp-terraform-setting.ts'

describe('a run', () => {
  test('that is applied automatically passes through its phases and builds at the very end', async () => {
    const { queue, show, pass, statuses, built, terraform, id } = setting({
      fetches: true,
      estimatesCosts: true,
      checksPolicies: true,
    })
    const run = await queue({
      'auto-apply': true,
      variables: [{ key: 'replicas', value: '3' }],
      'target-addrs': ['a.b'],
    })
    expect(await show(run)).toMatchObject({ status: 'fetching', source: 'tfe-api', 'has-changes': false })
    expect(terraform.lockOf(id)).toEqual({ by: { type: 'runs', id: run }, reason: '' })
    expect(built).toEqual([])
    await pass(hour)
    expect(statuses(run)).toEqual([
      ...['fetching', 'fetching_completed', 'plan_queued', 'planning', 'planned', 'cost_estimating', 'cost_estimated'],
      ...['policy_checking', 'policy_checked', 'apply_queued', 'applying', 'applied'],
    ])
    expect(built).toEqual([{ workspace: 'wordpress-recovery', variables: { replicas: 3 }, targets: ['a.b'] }])
    expect(terraform.lockOf(id)).toBeUndefined()
  })

  test('that is not, waits for a person, and its plan says what it would do', async () => {
    const { queue, show, pass, act, send, built } = setting()
    const run = await queue({ message: 'recover' })
    await pass(hour)
    const waiting = await show(run)
    expect(waiting).toMatchObject({ status: 'planned', 'auto-apply': false, actions: { 'is-confirmable': true } })
    const { included } = (await send('GET', `runs/${run}`, { query: { include: 'plan' } })).body
    expect(included[0]).toMatchObject({ type: 'plans', attributes: { status: 'finished', 'resource-additions': 12 } })
    expect((await send('GET', `plans/${included[0].id}`)).body.data).toEqual(included[0])
    expect(built).toEqual([])

    expect(await act(run, 'apply')).toBe(202)
    expect(await act(run, 'apply')).toBe(409)
    await pass(hour)
    expect(await show(run)).toMatchObject({ status: 'applied', 'has-changes': true })
    expect(built).toHaveLength(1)
  })

  test('shows for a moment the state of one that waits, though it goes on by itself', async () => {
    const world = setting()
    world.lifecycle.override({ transition: 'terraform.moving-on', seconds: 5 })
    const run = await world.queue({ 'auto-apply': true })
    await reach(world, run, 'planned')
    expect(await world.show(run)).toMatchObject({ status: 'planned', actions: { 'is-confirmable': false } })
    expect(await world.act(run, 'apply')).toBe(409)
    await world.pass(hour)
    expect(await world.show(run)).toMatchObject({ status: 'applied' })
  })

  test('of somebody who may not apply waits, whatever it asked for', async () => {
    const { terraform, queue, show, pass } = setting()
    terraform.seedToken('planner', { kind: 'team', id: 'team-planners', access: 'plan' })
    const run = await queue({ 'auto-apply': true }, { token: 'planner' })
    await pass(hour)
    expect(await show(run)).toMatchObject({
      'auto-apply': true,
      status: 'planned',
      actions: { 'is-confirmable': true },
    })
  })

  test('that finds nothing to change is finished after the plan, and a second one after an apply is such a run', async () => {
    const { queue, show, pass, built } = setting()
    const [first, second] = [await queue({ 'auto-apply': true }), await queue({ 'auto-apply': true })]
    await pass(2 * hour)
    expect(await show(first)).toMatchObject({ status: 'applied' })
    expect(await show(second)).toMatchObject({ status: 'planned_and_finished', 'has-changes': false })
    expect(built).toHaveLength(1)
  })

  test('ends with an error when the plan, a policy or the apply breaks, and only a broken apply leaves anything', async () => {
    const left: Asked[] = []
    for (const [transition, outcome, phases, leaves] of [
      ['terraform.planning', 'errored', ['plan_queued', 'planning', 'errored'], 0],
      ['terraform.policy-checking', 'hard-failed', ['planned', 'policy_checking', 'errored'], 0],
      ['terraform.applying', 'errored', ['apply_queued', 'applying', 'errored'], 1],
    ] as const) {
      left.length = 0
      const world = setting({ checksPolicies: true, onBrokenApply: asked => left.push(asked) })
      world.lifecycle.override({ transition, outcome })
      const run = await world.queue({ 'auto-apply': true })
      await world.pass(hour)
      expect(world.statuses(run).slice(-3)).toEqual(phases)
      expect(world.terraform.runs()[0]?.failure?.message).not.toBe('')
      expect(left).toHaveLength(leaves)
      expect(world.built).toEqual([])
    }
  })

  test('fails with what the world throws at it, and with a text that lacks its quotes', async () => {
    const broken = setting({
      onApply: () => {
        throw new Error('creating EKS Node Group: quota of vCPUs exceeded')
      },
    })
    await broken.queue({ 'auto-apply': true })
    await broken.pass(hour)
    expect(broken.terraform.runs()[0]).toMatchObject({
      status: 'errored',
      failure: { phase: 'apply', message: expect.stringContaining('quota') },
    })
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's own template.
    for (const value of ['us-west-2', '"${var.region}"']) {
      const { queue, pass, terraform } = setting()
      await queue({ 'auto-apply': true, variables: [{ key: 'region', value }] })
      await pass(hour)
      expect(terraform.runs()[0]).toMatchObject({ status: 'errored', failure: { phase: 'plan' } })
    }
  })

  test('that fails a soft policy waits for an override; one that only plans ends there', async () => {
    const { lifecycle, queue, show, pass, act } = setting({ checksPolicies: true })
    lifecycle.override({ transition: 'terraform.policy-checking', outcome: 'soft-failed' })
    const run = await queue({ 'auto-apply': true })
    const looking = await queue({ 'plan-only': true })
    await pass(hour)
    expect(await show(run)).toMatchObject({ status: 'policy_override', actions: { 'is-confirmable': false } })
    expect(await show(looking)).toMatchObject({ status: 'policy_soft_failed' })
    expect(await act(run, 'apply')).toBe(409)
    expect(await act(run, 'discard')).toBe(202)
    expect(await show(run)).toMatchObject({ status: 'discarded' })
  })

  test('can be canceled on its way, which takes a while, and then frees the workspace for the next', async () => {
    const left: Asked[] = []
    const world = setting({ onBrokenApply: asked => left.push(asked) })
    const [run, next] = [await world.queue({ 'auto-apply': true }), await world.queue()]
    expect(await world.act(run, 'discard')).toBe(409)
    await reach(world, run, 'applying')
    expect(await world.act(run, 'cancel')).toBe(202)
    expect(await world.show(run)).toMatchObject({ status: 'applying', actions: { 'is-cancelable': false } })
    await world.pass(hour)
    expect(await world.show(run)).toMatchObject({ status: 'canceled' })
    expect([world.built, left.length]).toEqual([[], 1])
    expect(await world.show(next)).toMatchObject({ status: 'planned' })
    for (const action of ['apply', 'discard', 'cancel']) expect(await world.act(run, action)).toBe(409)
  })
})
