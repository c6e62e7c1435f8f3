// Operators who abort a run or pause it, in every phase: the run heeds them, and ends as it should.
import { describe, expect, jest, test } from '@jest/globals'
import { toMillis } from '../../domain/instant.ts'
import { tell } from '../../sandbox/approver.ts'
import type { HistoryEvent } from '../../sandbox/engine/index.ts'
import { lockIn, type Met, meet, secondsUntil } from './meeting.ts'
import { BACK_TO_THE_DAMAGED, meets, saidAt } from './meets.ts'

// A rehearsal takes a second or less of a processor; where others work beside the tests it may wait for one.
jest.setTimeout(60_000)

describe('The operator aborts', () => {
  test('while a person is asked, before anything was touched: the run is refused at once', async () => {
    const { run, world } = await meets(['operator-aborts@acceptLoss'], {
      ends: 'Refused',
      because: ['Accept the data loss (OperatorAborted): oncall@example.com: called off'],
      undone: [],
    })
    expect(secondsUntil(run, saidAt(world, run.id), 'OperatorAborted')).toBeLessThan(5)
  })

  test('just before a person would be asked: nobody is asked any more', async () => {
    const { run } = await meets(['operator-aborts@protected'], {
      ends: 'RolledBack',
      because: ['Move WordPress to the restored cluster (OperatorAborted)', 'Undone: Take it out of the backup plans'],
    })
    expect(run.messages.filter(message => message.includes('"Move WordPress to the restored cluster"'))).toEqual([])
  })

  test('as soon as the restore was asked for: the cluster that nobody can see yet is taken away', async () => {
    await meets(['operator-aborts@restored'], { ends: 'RolledBack', undone: ['Delete the restored cluster'] })
  })

  test('with the secret pointed: everything goes back, and the proved cluster is kept', async () => {
    const { outcome } = await meets(['operator-aborts@pointed'], {
      ends: 'RolledBack',
      because: ['Pods would read the new secret (OperatorAborted)', `Undone: ${BACK_TO_THE_DAMAGED.join(', ')}`],
      undone: BACK_TO_THE_DAMAGED,
    })
    expect(outcome.retained.map(({ id }) => id)).toEqual([expect.stringMatching(/^wordpress-prod-aurora-rec-/)])
  })

  test('after the cutover: the run stops where it is, whatever is to be done about failing health', async () => {
    for (const onFailingHealth of ['hold', 'rollback']) {
      await meets(
        ['operator-aborts@committed'],
        { ends: 'Held', because: ['The commit window has passed in health (OperatorAborted)'], undone: [] },
        { input: { onFailingHealth } },
      )
    }
  })

  test('at a boundary between phases: the drill has touched nothing and says so', async () => {
    await meets(
      ['operator-aborts@lock'],
      { ends: 'Refused', because: ['Begin: Restore (OperatorAborted)'], undone: [] },
      { mode: 'drill' },
    )
  })

  test.each(['still', 'available', 'up', 'readersUp', 'silent', 'rolledOut', 'agrees'])(
    'and is heeded within a minute while it waits: %s',
    async step => {
      const input = { contain: step === 'still' ? 'now' : 'at-cutover' }
      // A secret that is copied within seconds ends its wait, the run's last, before anybody has said a word.
      const prepare = ({ lifecycle }: Met['world']) =>
        lifecycle.override({ transition: 'eks.secret.forced-sync', seconds: 40 })
      const { run, world, outcome } = await meet([`operator-aborts@${step}`], { input, prepare, inTrueTime: true })
      expect(secondsUntil(run, saidAt(world, run.id), 'OperatorAborted')).toBeLessThanOrEqual(60)
      expect(outcome.ending).toBe(['rolledOut', 'agrees'].includes(step) ? 'Held' : 'RolledBack')
      expect(lockIn(world)).toBeUndefined()
    },
  )
})

describe('The operator pauses', () => {
  test('and the run sleeps without polling, goes on when it is told to, and recovers', async () => {
    const { run, outcome } = await meets(['operator-pauses@available'], { ends: 'Recovered' }, { inTrueTime: true })
    const [asleep] = run.execution.history.filter(isToken)
    expect(asleep).toBeDefined()
    const from = (asleep?.timestamp ?? 0) + 5_000
    const meanwhile = run.execution.history.filter(
      ({ timestamp }) => timestamp > from && timestamp < from + 29 * 60_000,
    )
    expect(meanwhile).toEqual([])
    expect(outcome.visitors.lostWrites).toBe(outcome.visitors.exportedWrites)
  })

  test('two branches at once: both sleep, and both wake', async () => {
    await meets(['operator-pauses@on'], { ends: 'Recovered' }, { inTrueTime: true })
  })

  test('and the time that a wait slept does not count towards its limit', async () => {
    const anHour = (world: Met['world']) =>
      world.lifecycle.override({ transition: 'rds.cluster.creating', seconds: 3600 })
    const { outcome } = await meets(
      ['operator-pauses@available'],
      { ends: 'Recovered' },
      { prepare: anHour, inTrueTime: true },
    )
    const step = outcome.steps.find(({ name }) => name === 'available')
    expect((toMillis(step?.endedAt ?? '') - toMillis(step?.startedAt ?? '')) / 60_000).toBeGreaterThan(40)
  })

  test('and takes it back before the run is asleep: the run does not sleep on', async () => {
    const takesBack = (world: Met['world']) => {
      const said = { action: 'resume', reason: 'never mind', by: { kind: 'iam', id: 'oncall@example.com' } } as const
      world.watching.invoked.push(({ name, payload }) => {
        const { run } = payload as { run?: { id: string } }
        if (name.includes('hold-for-operator')) void tell(world, run?.id ?? '', said)
      })
    }
    const { outcome } = await meets(
      ['operator-pauses@available'],
      { ends: 'Recovered' },
      { prepare: takesBack, inTrueTime: true },
    )
    expect(toMillis(outcome.endedAt) - toMillis(outcome.startedAt)).toBeLessThan(90 * 60_000)
  })

  test('and aborts then: the sleeping run hears it at once', async () => {
    const { run, world } = await meets(
      ['operator-aborts-while-paused@up'],
      {
        ends: 'RolledBack',
        because: ['OperatorAborted', 'it is not worth it', 'Undone: Delete the restored cluster'],
      },
      { inTrueTime: true },
    )
    expect(secondsUntil(run, saidAt(world, run.id), 'OperatorAborted')).toBeLessThan(5)
  })

  test('a drill, and it passes all the same', async () => {
    await meets(['operator-pauses@up'], { ends: 'DrillPassed' }, { mode: 'drill', inTrueTime: true })
  })
})

const isToken = (event: HistoryEvent): boolean =>
  event.type === 'TaskScheduled' &&
  JSON.stringify(event.taskScheduledEventDetails).includes('waitForTaskToken') &&
  JSON.stringify(event.taskScheduledEventDetails).includes('hold-for-operator')
