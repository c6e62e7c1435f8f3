// Handlers start a run of HCP Terraform once, tell what it waits for, and stop it.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { hclLiteral, type Literal } from '../../../lambdas/gateways/hcp-terraform/literals.ts'
import { seen } from '../../../lambdas/gateways/hcp-terraform/run-state.ts'
import type { TerraformFault } from '../../../sandbox/hcp-terraform/index.ts'
import { literalOf } from '../../../sandbox/hcp-terraform/literals.ts'
import { hour, order, refusal, run, setting } from './hcp-terraform-world.ts'

describe('Starting a run', () => {
  test('queues it with values that Terraform can read, and says where people see it', async () => {
    const { at, settle, pass, terraform, built } = setting()
    const started = await settle(at().start(order))
    expect(started).toEqual({
      runId: terraform.runs()[0]?.id,
      url: `https://app.terraform.io/app/shop/workspaces/wordpress-recovery/runs/${started.runId}`,
      adopted: false,
    })
    expect(terraform.runs()[0]?.message).toMatch(/^Muster: recover .* \[muster-rec-[0-9a-f]{8} build\]$/)
    expect(await settle(at().read(started.runId))).toEqual({ status: 'pending', note: 'plan queued' })
    await pass(hour)
    expect(await settle(at().read(started.runId))).toEqual({
      status: 'ready',
      outcome: 'applied',
      changes: { additions: 12, changes: 0, destructions: 0 },
    })
    expect(built).toEqual([{ workspace: 'wordpress-recovery', variables: order.variables, targets: [] }])
  })

  test('again finds the first one, also when it is long over, but not that of another step or run', async () => {
    const { at, settle, pass, terraform } = setting()
    const first = await settle(at().start(order))
    await pass(hour)
    expect(await settle(at().start(order))).toEqual({ ...first, adopted: true })
    expect((await settle(at('another step').start(order))).adopted).toBe(false)
    expect((await settle(at('build', { ...run, id: 'another run' }).start(order))).adopted).toBe(false)
    expect(terraform.runs()).toHaveLength(3)
  })

  test('whose answer is lost makes no second run', async () => {
    // The workspace is looked at, then the runs, then one is queued.
    for (const fault of [{ kind: 'lost' }, { kind: 'timeout' }, { kind: 'refused', status: 502 }] as const) {
      const { at, settle, terraform } = setting({ faults: [undefined, undefined, fault] })
      const { runId, adopted } = await settle(at().start(order))
      expect(terraform.runs().map(({ id }) => id)).toEqual([runId])
      expect(adopted).toBe(fault.kind === 'lost')
    }
  })

  test('happens once however often answers are lost and attempts repeated', async () => {
    const fault = fc.constantFrom<TerraformFault | undefined>(
      undefined,
      { kind: 'lost' },
      { kind: 'timeout' },
      { kind: 'refused', status: 503 },
      { kind: 'refused', status: 429 },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 12 }), async faults => {
        const { at, settle, terraform } = setting({ faults: [...faults] })
        let runId: string | undefined
        for (let attempt = 0; attempt < 15 && runId === undefined; attempt++) {
          const outcome = await settle(at().start(order)).catch((error: Error) => error)
          if ('runId' in outcome) runId = outcome.runId
          else expect(outcome.name).toBe('Unavailable')
        }
        expect(terraform.runs().map(({ id }) => id)).toEqual([runId])
      }),
      { numRuns: 40 },
    )
  })

  test('looks through every page of runs since it began, and no further', async () => {
    const { at, settle, pass, calls, terraform } = setting()
    const own = await settle(at().start(order))
    const later = { ...run, startedAt: '2030-03-05T00:00:00Z' }
    for (let index = 0; index < 130; index++) {
      await pass(3000)
      await settle(at(`other ${index}`, later).start({ ...order, planOnly: true }))
    }
    await pass(60_000)
    calls.length = 0
    expect((await settle(at().start(order))).runId).toBe(own.runId)
    expect(calls.filter(({ operation }) => operation === 'GET workspaces/:/runs')).toHaveLength(2)
    expect(terraform.runs()).toHaveLength(131)
  })
})

describe('A run that is read', () => {
  test('waits for a person where one is needed, and goes on when the plan is confirmed, once', async () => {
    const { at, settle, pass } = setting()
    const { runId } = await settle(at().start({ ...order, autoApply: false }))
    await pass(hour)
    expect(await settle(at().read(runId))).toMatchObject({
      status: 'needs-confirmation',
      note: 'planned: 12 to add, 0 to change, 0 to destroy',
      override: false,
    })
    await settle(at().confirm(runId))
    await settle(at().confirm(runId))
    await pass(hour)
    expect(await settle(at().read(runId))).toMatchObject({ status: 'ready', outcome: 'applied' })
  })

  test('that only passes through "planned" is pending', async () => {
    const { at, settle, clock, lifecycle, terraform } = setting()
    lifecycle.override({ transition: 'terraform.moving-on', seconds: 30 })
    const { runId } = await settle(at().start(order))
    await clock.run(() => terraform.runs()[0]?.status === 'planned')
    expect(await settle(at().read(runId))).toEqual({ status: 'pending', note: 'planned' })
  })

  test('stopped by a policy needs an override, which no confirmation is', async () => {
    const { at, settle, pass, lifecycle } = setting({ checksPolicies: true })
    lifecycle.override({ transition: 'terraform.policy-checking', outcome: 'soft-failed' })
    const { runId } = await settle(at().start(order))
    await pass(hour)
    expect(await settle(at().read(runId))).toMatchObject({ status: 'needs-confirmation', override: true })
    expect(await refusal(settle(at().confirm(runId)))).toMatchObject({ name: 'CallRefused' })
    await settle(at().stop(runId))
    expect(await settle(at().read(runId))).toMatchObject({ status: 'failed' })
  })

  test('that broke says whether anything may have been built', async () => {
    const broken = async (transition: 'terraform.planning' | 'terraform.applying') => {
      const { at, settle, pass, lifecycle } = setting()
      lifecycle.override({ transition, outcome: 'errored' })
      const { runId } = await settle(at().start(order))
      await pass(hour)
      return settle(at().read(runId))
    }
    expect(await broken('terraform.planning')).toMatchObject({
      status: 'failed',
      reason: 'errored before or during the plan: nothing was changed',
    })
    expect(await broken('terraform.applying')).toMatchObject({
      reason: 'errored during the apply: a part of it may have been built',
    })
  })

  test('with nothing to change is ready, and one that only plans waits for no lock', async () => {
    const { at, settle, pass, terraform, workspaceId } = setting()
    terraform.lock(workspaceId, { by: { type: 'users', id: 'user-alice' }, reason: 'state surgery' })
    const looking = await settle(at('look').start({ ...order, planOnly: true }))
    await pass(hour)
    expect(await settle(at().read(looking.runId))).toMatchObject({ status: 'ready', outcome: 'planned' })
    terraform.lock(workspaceId, undefined)
    await settle(at().start(order))
    await pass(hour)
    const again = await settle(at('again').start(order))
    await pass(hour)
    expect(await settle(at().read(again.runId))).toMatchObject({ status: 'ready', outcome: 'nothing to change' })
  })

  test('tells who keeps it waiting: a lock, its own run’s too, or runs before it', async () => {
    const { at, settle, terraform, workspaceId } = setting()
    terraform.lock(workspaceId, { by: { type: 'users', id: 'user-alice' }, reason: 'state surgery' })
    const { runId } = await settle(at().start(order))
    const waits = async () => (await settle(at().read(runId))) as { readonly note: string }
    expect((await waits()).note).toBe('pending: the workspace is locked by users user-alice: state surgery')
    terraform.lock(workspaceId, { by: { type: 'runs', id: 'run-of-somebody' }, reason: '' })
    expect((await waits()).note).toBe('pending: runs run-of-somebody before it')
  })

  test('knows every state that the API documents', () => {
    const facts = {
      ...{ id: 'run', message: '', createdAt: 0, planOnly: false, reached: [], position: null },
      ...{ isConfirmable: false, isDiscardable: false, isCancelable: false },
      changes: { additions: 0, changes: 0, destructions: 0 },
    }
    const meaning = (status: string) => seen({ ...facts, status }).status
    const waiting = ['pending', 'fetching', 'queuing', 'planning', 'post_plan_running', 'confirmed', 'applying']
    expect(waiting.map(meaning)).toEqual(waiting.map(() => 'pending'))
    const broken = ['errored', 'discarded', 'canceled', 'force_canceled', 'policy_soft_failed']
    expect(broken.map(meaning)).toEqual(broken.map(() => 'failed'))
    expect(['applied', 'planned_and_finished'].map(meaning)).toEqual(['ready', 'ready'])
    expect(['policy_override', 'post_plan_awaiting_decision'].map(meaning)).toEqual([
      'needs-confirmation',
      'needs-confirmation',
    ])
  })
})

describe('Stopping', () => {
  test('discards what waits, interrupts what is on its way, and leaves what is over', async () => {
    const { at, settle, pass, clock, terraform } = setting()
    const first = await settle(at('one').start(order))
    const second = await settle(at('two').start(order))
    await settle(at().stop(second.runId))
    await clock.run(() => terraform.runs()[0]?.status === 'applying')
    await settle(at().stop(first.runId))
    await pass(hour)
    await settle(at().stop(first.runId))
    expect(terraform.runs().map(({ status }) => status)).toEqual(['canceled', 'discarded'])
    expect(await settle(at().read(first.runId))).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('may'),
    })
  })
})

test('any value is written as a literal that is read back as it was, templates included', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const text = hclLiteral(value as Literal)
      expect(text).not.toMatch(/(?<!\\)(\\\\)*\\[bf]|(?<!\$)\$\{/)
      expect(literalOf(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's own templates.
    { examples: [['${var.x}'], ['%{ if true }'], ['$${'], ['back\\b\b\f'], [{ 'a"${': ['%{', null] }]] },
  )
})
