// Schedule expressions, as plans and rotations use them: when the next time is.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { nextOccurrence, parseSchedule } from '../../../sandbox/aws/schedule.ts'
import { day, start } from './calling.ts'

describe('a schedule', () => {
  const expressions = fc.constantFrom(
    'rate(1 day)',
    'rate(30 days)',
    'rate(5 hours)',
    'cron(0 5 ? * * *)',
    'cron(30 * * * ? *)',
    'cron(15 */6 ? * * *)',
  )
  test('always comes again, later and not before its time', () => {
    fc.assert(
      fc.property(expressions, fc.integer({ min: 0, max: 400 * 1440 }), (expression, minutes) => {
        const after = start + minutes * 60_000 + 1
        const schedule = parseSchedule(expression)
        const next = nextOccurrence(schedule, after)
        expect(next).toBeGreaterThan(after)
        const longest = schedule.every === 'days' ? schedule.days * day : schedule.hours * 3_600_000
        expect(next - after).toBeLessThanOrEqual(longest)
        // Nothing lies between: asked again just before, the answer is the same, except that whole days are counted anew.
        if (longest <= day) expect(nextOccurrence(schedule, next - 1)).toBe(next)
      }),
    )
  })
})
