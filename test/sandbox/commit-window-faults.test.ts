// Misfortunes and orders within the commit window: the run commits, goes back, or holds for a person.
import { describe, expect, jest, test } from '@jest/globals'
import { toMillis } from '../../domain/instant.ts'
import { BACK_TO_THE_DAMAGED, meets } from './meets.ts'

// A rehearsal takes a second or less of a processor; where others work beside the tests it may wait for one.
jest.setTimeout(60_000)

describe('During the commit window', () => {
  test('the operator commits, and nobody waits any longer', async () => {
    const { outcome } = await meets(['operator-commits@4'], { ends: 'Recovered' })
    const window = outcome.steps.find(({ name }) => name === 'committed')
    expect(window?.said).toContain('oncall@example.com')
    expect((toMillis(window?.endedAt ?? '') - toMillis(window?.startedAt ?? '')) / 60_000).toBeLessThan(6)
  })

  test('the operator goes back: what was written since the cutover is exported first', async () => {
    const { outcome } = await meets(['operator-rolls-back@4'], {
      ends: 'RolledBack',
      because: ['oncall@example.com decided to go back', 'the wrong moment was restored'],
      undone: [
        'Stop WordPress on the restored cluster',
        'Flush the object cache again',
        'Export what the restored cluster accepted',
        ...BACK_TO_THE_DAMAGED,
      ],
    })
    expect(outcome.visitors.exportedWrites).toBe(outcome.visitors.lostWrites)
  })

  test('the site fails: the run holds, and a person decides', async () => {
    await meets(['site-fails-in-window'], {
      ends: 'Held',
      site: 'down',
      because: ['unhealthy in 3 polls in a row since the cutover: no replica of wordpress is available; answers 503'],
      undone: [],
    })
  })

  test('the site fails, and the request says go back: the damaged site is there again, and accepted writes are exported', async () => {
    const { outcome } = await meets(
      ['site-fails-in-window'],
      { ends: 'RolledBack', because: ['Undone: Stop WordPress on the restored cluster'] },
      { input: { onFailingHealth: 'rollback' } },
    )
    expect(outcome.visitors.exportedWrites).toBe(outcome.visitors.lostWrites)
  })

  test('somebody writes the old host into the secret: the run does not say that all is well', async () => {
    await meets(['secret-written-over'], {
      ends: 'Held',
      because: ['Look at the secret once more, keep the damaged cluster (TooLate)', 'names another host than version'],
      leftovers: [expect.stringMatching(/^cluster wordpress-prod-aurora-rec-/) as unknown as string],
    })
  })
})
