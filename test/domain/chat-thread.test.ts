// What chat shows of a run can neither act nor be too long for Slack, in whatever order it comes.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { notificationOf } from '../../domain/chat/amazon-q.ts'
import { messageOf, stateOf } from '../../domain/chat/run-messages.ts'
import { newThread, postsDue, type Thread, type Told, withTold } from '../../domain/chat/thread.ts'
import { blockFault } from '../../sandbox/slack/block-rules.ts'

const about = {
  run: 'database-corruption-1',
  scenario: 'database-corruption',
  mode: 'recover',
  region: 'us-east-1',
} as const
const hostile = fc.oneof(
  fc.constantFrom('<!channel> <@U0LEAD001> <https://evil.example|click>', '*bold* `code` &lt;', 'x'.repeat(9000)),
  fc.string({ maxLength: 60, unit: 'binary' }),
)
const instants = fc.constantFrom('2030-03-04T07:00:00Z', '2030-03-04T07:10:00Z', '2030-03-04T07:20:00Z')
const question = (id: string) =>
  fc
    .record({
      title: hostile,
      facts: fc.dictionary(fc.string({ maxLength: 20 }), fc.oneof(hostile, fc.array(hostile), fc.constant(null))),
      expiresAt: instants,
      requestedBy: fc.option(hostile),
    })
    .map(each => ({ kind: 'question', approvalId: id, question: each }) as const)
/** Of each thing only one version is told, as often and in whatever order it comes. */
const story: fc.Arbitrary<readonly Told[]> = fc.tuple(
  fc.record({ kind: fc.constant('started' as const), at: instants, requestedBy: fc.option(hostile) }),
  question('question-1'),
  question('question-2'),
  hostile.map(answer => ({ kind: 'answered', approvalId: 'question-1', answer }) as const),
  hostile.map(answer => ({ kind: 'answered', approvalId: 'question-1', answer }) as const),
  instants.map(until => ({ kind: 'window', id: 'window-id', until }) as const),
  hostile.map(answer => ({ kind: 'turned', answer }) as const),
  fc
    .record({ title: hostile, error: hostile, cause: hostile, at: instants })
    .map(failure => ({ kind: 'failed', step: 'restore', failure }) as const),
  fc
    .record({
      ending: fc.constantFrom('Recovered' as const, 'RollbackIncomplete' as const),
      cause: hostile,
      report: hostile,
      at: instants,
      leftovers: fc.array(fc.record({ step: hostile, undo: hostile, error: hostile, cause: hostile }), {
        maxLength: 3,
      }),
    })
    .map(end => ({ kind: 'ended', end }) as const),
)
const thread = (told: readonly Told[]): Thread => told.reduce(withTold, newThread(about))

/** Texts in which Slack reads markup; plain ones are shown as they are. */
const markup = (message: object): string =>
  JSON.stringify(message, (_, value: unknown) =>
    (value as { type?: string } | null)?.type === 'plain_text' ? '' : value,
  )

describe('the thread of a run', () => {
  test('comes to the same in whatever order, and however often, its events arrive', () => {
    const shuffled = story.chain(told =>
      fc.tuple(fc.constant(told), fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 })),
    )
    fc.assert(
      fc.property(shuffled, ([told, events]) => {
        expect(thread(events)).toEqual(thread(told))
      }),
    )
  })

  test('shows nothing that Slack refuses, that mentions anybody, or that can be clicked once it is settled', () => {
    const part = story.chain(told => fc.subarray([...told]))
    fc.assert(
      fc.property(part, told => {
        const known = thread(told)
        for (const name of postsDue(known)) {
          const message = messageOf(known, name)
          expect(blockFault(message.blocks)).toBeUndefined()
          expect(markup(message)).not.toMatch(/<!|<http|<#/)
          if (known.end !== null) expect(message.blocks.some(({ type }) => type === 'actions')).toBe(false)
        }
        for (const one of told) {
          const { content } = notificationOf(about, one) ?? {}
          expect(content?.title.length ?? 0).toBeLessThanOrEqual(250)
          expect(content?.description.length ?? 0).toBeLessThanOrEqual(8000)
        }
      }),
    )
  })

  test('says in one line what it waits for', () => {
    const asks = {
      kind: 'question',
      approvalId: 'question-1',
      question: { title: 'Accept the data loss', facts: {}, expiresAt: '2030-03-04T07:15:00Z', requestedBy: null },
    } as const
    expect(stateOf(thread([]))).toBe('Under way')
    expect(stateOf(thread([asks]))).toBe('Waits for a decision: Accept the data loss (until 2030-03-04 07:15 UTC)')
    expect(stateOf(thread([asks, { kind: 'answered', approvalId: 'question-1', answer: 'approved' }]))).toBe(
      'Under way',
    )
    expect(stateOf(thread([{ kind: 'window', id: 'w', until: '2030-03-04T07:15:00Z' }]))).toMatch(
      /commit window is open/,
    )
  })
})

describe('a custom notification', () => {
  test('is in the format of Amazon Q Developer, in one thread for each run, and carries nothing that could answer', () => {
    const question = {
      title: 'Accept the data loss',
      facts: { loss: '11 posts' },
      expiresAt: '2030-03-04T07:15:00Z',
      requestedBy: null,
    }
    const notification = notificationOf(about, { kind: 'question', approvalId: 'an-approval-id', question })
    expect(notification).toEqual({
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown',
        title: 'Decision needed: Accept the data loss',
        description: 'Run `database-corruption-1` waits until 2030-03-04 07:15 UTC; silence means stop.',
        nextSteps: ['Read the facts and answer: `muster watch database-corruption-1`'],
        keywords: ['database-corruption', 'recover', 'us-east-1'],
      },
      metadata: {
        threadId: 'database-corruption-1',
        summary: 'Decision needed: Accept the data loss',
        additionalContext: {
          run: 'database-corruption-1',
          scenario: 'database-corruption',
          mode: 'recover',
          region: 'us-east-1',
        },
      },
    })
    expect(JSON.stringify(notification)).not.toContain('an-approval-id')
    expect(notificationOf(about, { kind: 'answered', approvalId: 'x', answer: 'approved' })).toBeUndefined()
  })
})
