// Workspaces of HCP Terraform: one run at a time, locks, and lists of runs.
import { describe, expect, test } from '@jest/globals'
import { hour, setting } from './hcp-terraform-setting.ts'

describe('a workspace', () => {
  test('has one run at a time, and the others wait in their order', async () => {
    const { queue, show, pass, act } = setting()
    const runs = [await queue(), await queue(), await queue()] as const
    await pass(hour)
    expect(await show(runs[0])).toMatchObject({ status: 'planned', 'position-in-queue': 0 })
    expect(await show(runs[1])).toMatchObject({ status: 'pending', 'position-in-queue': 1 })
    expect(await show(runs[2])).toMatchObject({ status: 'pending', 'position-in-queue': 2 })
    expect(await act(runs[1], 'discard')).toBe(202)
    expect(await act(runs[0], 'discard')).toBe(202)
    await pass(hour)
    expect(await show(runs[2])).toMatchObject({ status: 'planned' })
  })

  test('that is locked keeps every run pending, the owner’s too, but for those that only plan', async () => {
    const { queue, show, pass, lock } = setting()
    expect([await lock('lock'), await lock('lock')]).toEqual([200, 409])
    const [run, looking] = [await queue({ 'auto-apply': true }), await queue({ 'plan-only': true })]
    await pass(5 * hour)
    expect(await show(run)).toMatchObject({ status: 'pending' })
    expect(await show(looking)).toMatchObject({ status: 'planned_and_finished', 'has-changes': true })
    expect([await lock('unlock'), await lock('unlock')]).toEqual([200, 409])
    await pass(hour)
    expect(await show(run)).toMatchObject({ status: 'applied' })
  })

  test('cannot be locked while a run is on its way, nor unlocked by anybody but its owner', async () => {
    const { queue, lock, terraform, id, send } = setting()
    const run = await queue()
    expect([await lock('lock'), await lock('unlock')]).toEqual([409, 409])
    const { attributes, relationships } = (await send('GET', 'organizations/shop/workspaces/wordpress-recovery')).body
      .data
    expect(attributes).toMatchObject({ locked: true, name: 'wordpress-recovery' })
    expect(relationships).toMatchObject({
      'locked-by': { data: { id: run, type: 'runs' } },
      'current-run': { data: { id: run } },
    })
    terraform.lock(id, { by: { type: 'users', id: 'user-alice' }, reason: 'state surgery' })
    expect([await lock('lock'), await lock('unlock')]).toEqual([409, 409])
    terraform.lock(id, undefined)
    expect(await lock('lock')).toBe(200)
  })

  test('lists its runs newest first and in pages, and those that only plan only to who asks for them', async () => {
    const { queue, send, id, pass } = setting()
    const runs: string[] = []
    for (let index = 0; index < 7; index++) {
      runs.push(await queue({ message: `number ${index}`, 'plan-only': index === 3 }))
      await pass(1000)
    }
    const list = async (query: Record<string, string>) => {
      const { data, meta } = (await send('GET', `workspaces/${id}/runs`, { query })).body
      return { ids: data.map((each: { id: string }) => each.id), pagination: meta.pagination }
    }
    const both = { 'filter[operation]': 'plan_and_apply,plan_only' }
    const first = await list({ ...both, 'page[size]': '5' })
    expect(first.pagination).toMatchObject({ 'next-page': 2, 'total-count': 7, 'total-pages': 2 })
    const second = await list({ ...both, 'page[size]': '5', 'page[number]': '2' })
    expect([...first.ids, ...second.ids]).toEqual(runs.toReversed())
    expect((await list({})).ids).not.toContain(runs[3])
    expect((await list({ 'search[basic]': 'NUMBER 5' })).ids).toEqual([runs[5]])
    expect((await list({ 'filter[status]': 'pending' })).pagination['total-count']).toBe(5)
  })
})
