// Handlers reach HCP Terraform with its lock and their token, which they keep, also when its API is not well.
import { describe, expect, test } from '@jest/globals'
import type { TerraformFault } from '../../../sandbox/hcp-terraform/index.ts'
import { hour, order, refusal, run, setting, TOKEN } from './hcp-terraform-world.ts'

describe('The workspace’s lock', () => {
  test('is taken once, kept against others, and given back', async () => {
    const { at, settle, terraform, workspaceId } = setting()
    expect(await settle(at().lock('recovery'))).toEqual({ locked: true })
    expect(await settle(at('another step').lock('recovery'))).toEqual({ locked: true })
    const other = { ...run, id: 'another run' }
    expect(await settle(at('lock', other).lock('drill'))).toMatchObject({ locked: false, by: 'teams team-recovery' })
    await settle(at('unlock', other).unlock())
    expect(terraform.lockOf(workspaceId)?.reason).toMatch(/^recovery \[muster-rec-[0-9a-f]{8}\]$/)
    await settle(at().unlock())
    await settle(at().unlock())
    expect(terraform.lockOf(workspaceId)).toBeUndefined()
  })

  test('whose answer was lost is held, and that of a run on its way is not ours to take', async () => {
    // The workspace is looked at, then locked.
    const { at, settle, pass } = setting({ faults: [undefined, { kind: 'lost' }] })
    expect(await settle(at().lock('recovery'))).toEqual({ locked: true })
    await settle(at().unlock())
    const { runId } = await settle(at().start(order))
    expect(await settle(at().lock('recovery'))).toEqual({ locked: false, by: `runs ${runId}`, reason: '' })
    await pass(hour)
    expect(await settle(at().lock('recovery'))).toEqual({ locked: true })
  })
})

describe('The token', () => {
  test('comes from a secret at the time of the call, as text or as a field of it', async () => {
    for (const secret of [TOKEN, `${TOKEN}\n`, JSON.stringify({ token: TOKEN })]) {
      const { at, settle } = setting({ secret })
      expect(await settle(at().look())).toMatchObject({ isLocked: false })
    }
    for (const secret of ['', '{"token":', '{"key":"x"}', 'two words']) {
      const { at, settle, place } = setting({ secret })
      const { name, message } = await refusal(settle(at().look()))
      expect([name, message]).toEqual([
        'CallRefused',
        `secret ${place.tokenSecretArn} does not hold a token of HCP Terraform`,
      ])
    }
  })

  test('that is refused is named by its secret', async () => {
    const { at, settle, terraform, place } = setting()
    terraform.revoke(TOKEN)
    const error = await refusal(settle(at().start(order)))
    expect(error).toMatchObject({ name: 'PermissionDenied', message: expect.stringContaining(place.tokenSecretArn) })
    terraform.seedToken(TOKEN, { kind: 'team', id: 'team-recovery', access: 'read' })
    expect(await refusal(settle(at().start(order)))).toMatchObject({ name: 'Missing' })
  })

  test('stands in no error and no log, whatever goes wrong', async () => {
    const kinds: readonly TerraformFault[] = [
      { kind: 'timeout' },
      { kind: 'refused', status: 429 },
      { kind: 'refused', status: 500 },
    ]
    for (const fault of kinds) {
      const { at, settle, lines } = setting({ faults: Array.from({ length: 40 }, () => fault) })
      const error = await refusal(settle(at().start(order)))
      expect(error.name).toBe('Unavailable')
      expect(JSON.stringify(error) + lines.join()).not.toContain(TOKEN)
    }
    const { at, settle } = setting()
    const error = await refusal(settle(at().read(`run-${TOKEN}/unknown`)))
    expect(error.name).toBe('CallRefused')
  })
})

describe('An API that is not well', () => {
  test('is asked again when it throttles, after the time that it names', async () => {
    const { at, settle, clock, traces } = setting()
    const gateway = at()
    for (let index = 0; index < 30; index++) await settle(gateway.look())
    traces.length = 0
    const before = clock.now()
    await Promise.all(Array.from({ length: 40 }, () => settle(gateway.look())))
    expect(traces.some(({ status }) => status === 429)).toBe(true)
    expect(clock.now() - before).toBeLessThan(20_000)
  })

  test('out of reach is unavailable after three tries, never anything else', async () => {
    const { at, settle, terraform, clock } = setting()
    terraform.outage = 'silent'
    const before = clock.now()
    expect(await refusal(settle(at().look()))).toMatchObject({ name: 'Unavailable' })
    expect(clock.now() - before).toBeGreaterThanOrEqual(30_000)
    terraform.outage = 'failing'
    expect(await refusal(settle(at().start(order)))).toMatchObject({ name: 'Unavailable' })
  })
})
