// A run that people ask for, approve and commit in Slack, by what each of them sees there; and a run that nobody can see there.
import { describe, expect, jest, test } from '@jest/globals'
import { keys } from '../../domain/control-records.ts'
import type { Platform } from '../../domain/platform.ts'
import { loadHandlers } from '../../sandbox/handlers.ts'
import { handlersOf, rehearse, scenarioNamed } from '../../sandbox/rehearse.ts'
import { askForRun } from '../../sandbox/slack/ask-for-run.ts'
import { offers } from '../../sandbox/slack/conversation.ts'
import { chatDoorNames } from '../../sandbox/slack/deploy.ts'
import { people } from '../../sandbox/slack/example.ts'
import type { Posted, Slack } from '../../sandbox/slack/index.ts'
import { ended, type Run, type Stage, setStage } from '../../sandbox/stage.ts'
import { chatRecords, executions, whispers } from '../chatting.ts'
import { asked, contentOf, platform } from '../rehearsing.ts'

jest.setTimeout(120_000)

interface Conversation {
  readonly stage: Stage
  readonly slack: Slack
  readonly run: Run
}

/** A quick world in which a recovery was asked for in Slack, and nobody answers but the test. */
async function recovery(): Promise<Conversation> {
  const request = asked({ chat: true, approving: { kind: 'never' }, input: { commitWindowMinutes: 10 } })
  const scenario = scenarioNamed(request.scenario)
  const handlers = new Map([...(await handlersOf(scenario, 'recover')), ...(await loadHandlers(chatDoorNames))])
  const stage = await setStage({ request, scenario, handlers, ideal: false, quick: true })
  const slack = stage.chat
  if (!slack) throw new Error('this stage has no chat')
  return { stage, slack, run: await askForRun(stage, slack) }
}

/** Lets time pass until there is a message with that button, or the run has ended. */
async function untilOffered({ slack, stage, run }: Conversation, action: string): Promise<Posted> {
  const found = () => slack.messages().findLast(each => each.seenBy === null && offers(each, action))
  await stage.world.clock.run(() => found() !== undefined || run.execution.status !== 'RUNNING')
  const message = found()
  if (!message)
    throw new Error(`nobody was offered to ${action}; the run is ${run.execution.status}: ${run.execution.cause}`)
  return message
}

async function doing<T>({ stage }: Conversation, deed: () => Promise<T>, seconds = 15): Promise<void> {
  const { clock } = stage.world
  clock.after(0, deed)
  await clock.run(clock.now() + seconds * 1000)
}

const outcomes = ({ stage }: Conversation) => chatRecords(stage.world, 'outcomes').map(({ outcome }) => outcome)

const record = ({ stage, run }: Conversation, key: (runId: string) => string) =>
  contentOf(stage.world, platform.muster.controlBucket).get(key(run.id))

/** Of the button, as it was when somebody looked. */
function idOn({ blocks }: Posted, action: string): string {
  const buttons = blocks.flatMap(block => (block.type === 'actions' ? block.elements : []))
  return buttons.find(each => each.action_id === action)?.value ?? ''
}

describe('an incident in Slack', () => {
  test('is asked for, confirmed, approved twice and committed, by those who may, in one thread', async () => {
    const conversation = await recovery()
    const { slack, run, stage } = conversation
    expect(run.execution.name).toMatch(/^database-corruption-\d{8}T\d{4}-[0-9a-f]{8}$/)
    expect(JSON.parse(record(conversation, keys.start) ?? '{}')).toMatchObject({
      requestedBy: { kind: 'slack', id: `T0EXAMPLE/${people.oncall}` },
      reason: 'this is what the rehearsal is about',
    })

    const loss = await untilOffered(conversation, 'approve')
    const value = idOn(loss, 'approve')
    // A button carries nothing but an opaque id.
    expect(value).toMatch(/^[0-9a-f]{32}$/)
    // Whoever asked is in no group that decides; a guest is in none at all.
    await doing(conversation, () => slack.click(people.oncall, loss, 'approve'))
    await doing(conversation, () => slack.click(people.guest, loss, 'approve'))
    expect(outcomes(conversation).filter(outcome => outcome === 'not-allowed')).toHaveLength(2)
    expect(offers(loss, 'approve')).toBe(true)
    await doing(conversation, () => slack.click(people.lead, loss, 'approve'))
    expect(loss.text).toMatch(/^Accept the data loss: approved by slack:T0EXAMPLE\/U0LEAD001/)
    expect(offers(loss, 'approve')).toBe(false)
    // A double click, and somebody who was late, hear what happened.
    await doing(conversation, () => slack.press(people.lead, loss, { action: 'approve', value }))
    await doing(conversation, () => slack.press(people.chief, loss, { action: 'reject', value }))
    expect(outcomes(conversation).slice(-2)).toEqual(['already-decided', 'already-decided'])
    expect(whispers(slack, people.chief).at(-1)?.blocks).toEqual([
      expect.objectContaining({
        text: expect.objectContaining({ text: expect.stringMatching(/^approved by <@U0LEAD001> at /) }),
      }),
    ])
    // A question's button is none of the commit window's.
    await doing(conversation, () => slack.press(people.lead, loss, { action: 'commit', value }))
    expect(outcomes(conversation).at(-1)).toBe('unknown')

    const cutover = await untilOffered(conversation, 'approve')
    expect(cutover.threadTs).toBe(loss.threadTs)
    await doing(conversation, () => slack.click(people.lead, cutover, 'approve'))
    const window = await untilOffered(conversation, 'commit')
    const windowId = idOn(window, 'rollback')
    expect(window.threadTs).toBe(loss.threadTs)
    await doing(conversation, () => slack.click(people.lead, window, 'commit'), 90)
    expect(JSON.parse(record(conversation, keys.turn) ?? '{}')).toMatchObject({
      verdict: 'commit',
      by: 'slack:T0EXAMPLE/U0LEAD001',
    })
    await ended(run)
    await stage.world.clock.run(stage.world.clock.now() + 600_000)
    expect(run.execution.status).toBe('SUCCEEDED')

    const notified = stage.messages.flatMap(text => {
      const { source, content } = JSON.parse(text) as { source?: string; content?: { title: string } }
      return source === 'custom' && content ? [content.title] : []
    })
    expect(notified).toEqual([
      'Started: database-corruption (recover)',
      'Decision needed: Accept the data loss',
      'Decision needed: Move WordPress to the restored cluster',
      'Commit window open: database-corruption (recover)',
      'Recovered: database-corruption (recover)',
    ])

    const parents = slack.messages().filter(each => each.threadTs === null && each.seenBy === null)
    expect(parents).toEqual([
      expect.objectContaining({ ts: loss.threadTs, text: expect.stringContaining('Recovered') }),
    ])
    expect(
      slack.messages().filter(each => each.seenBy === null && each.blocks.some(({ type }) => type === 'actions')),
    ).toEqual([])
    await doing(conversation, () => slack.press(people.lead, window, { action: 'rollback', value: windowId }))
    expect(executions(stage.world)).toHaveLength(1)
    expect(stage.world.cloud.calls.filter(({ outcome }) => outcome === 'denied')).toEqual([])
    // Everything was recorded: each request, and what came of it.
    expect(chatRecords(stage.world, 'requests').length).toBe(chatRecords(stage.world, 'outcomes').length)
  })

  test('a second click on the start of a recovery meets the run of the first, and nobody else can start it', async () => {
    const conversation = await recovery()
    const { slack, stage } = conversation
    const offer = slack.messages().find(each => offers(each, 'start'))
    if (!offer) throw new Error('nothing was offered')
    await doing(conversation, () => slack.click(people.oncall, offer, 'start'))
    await doing(conversation, () => slack.press(people.chief, offer, { action: 'start', value: idOn(offer, 'start') }))
    expect(outcomes(conversation).slice(-2)).toEqual(['already-started', 'not-yours'])
    expect(executions(stage.world)).toHaveLength(1)
  })

  test('is stopped there by somebody who gives a reason, and every open question is closed', async () => {
    const conversation = await recovery()
    const { slack, run, stage } = conversation
    const loss = await untilOffered(conversation, 'approve')
    const value = idOn(loss, 'approve')
    await doing(conversation, () => slack.type(people.oncall, `abort ${run.id} because it was a false alarm`))
    await ended(run)
    await stage.world.clock.run(stage.world.clock.now() + 400_000)
    expect(run.execution.error).toBe('Refused')
    expect(offers(loss, 'approve')).toBe(false)
    await doing(conversation, () => slack.press(people.lead, loss, { action: 'approve', value }))
    expect(outcomes(conversation).slice(-2)).toEqual(['recorded', 'over'])
    await doing(conversation, () => slack.type(people.guest, 'status'))
    expect(whispers(slack, people.guest).at(-1)?.text).toMatch(
      /Refused[\s\S]*abort by <@U0ONCALL1>: it was a false alarm/,
    )
    await doing(conversation, () => slack.type(people.guest, 'runs'))
    expect(whispers(slack, people.guest).at(-1)?.text).toContain(run.id)
  })

  test('goes back by a click while the commit window is open', async () => {
    const conversation = await recovery()
    const { slack, run } = conversation
    for (let questions = 0; questions < 2; questions++) {
      const question = await untilOffered(conversation, 'approve')
      await doing(conversation, () => slack.click(people.lead, question, 'approve'))
    }
    const window = await untilOffered(conversation, 'rollback')
    await doing(conversation, () => slack.click(people.lead, window, 'rollback'))
    await ended(run)
    expect(run.execution.error).toBe('RolledBack')
    expect(window.text).toMatch(/rollback was decided by/)
  })
})

describe('when Slack is down', () => {
  test('from the first minute to the last, the run goes on; what could not be told is told with the next event', async () => {
    const conversation = await recovery()
    const { slack, run, stage } = conversation
    const { world } = stage
    await untilOffered(conversation, 'approve')
    slack.outage = 'failing'
    const { decideOn } = await import('../../sandbox/approver.ts')
    world.region.sns.subscribe(platform.muster.topic, ({ message }) => {
      const { approvalId, run: of } = JSON.parse(message) as { approvalId?: string; run?: string }
      if (approvalId && of) world.clock.after(60_000, () => decideOn(world, of, { approvalId, verdict: 'approve' }))
    })
    const first = JSON.parse(
      contentOf(world, platform.muster.controlBucket).get(`chat/threads/${run.id}.json`) ?? '{}',
    ) as { questions?: object }
    const [approvalId = ''] = Object.keys(first.questions ?? {})
    await doing(conversation, () => decideOn(world, run.id, { approvalId, verdict: 'approve' }))
    await world.clock.run(
      () =>
        contentOf(world, platform.muster.controlBucket).has(keys.commitWindow(run.id)) ||
        run.execution.status !== 'RUNNING',
    )
    slack.outage = 'none'
    await ended(run)
    expect(run.execution.status).toBe('SUCCEEDED')
    await world.clock.run(world.clock.now() + 600_000)
    const said = slack
      .messages()
      .filter(each => each.seenBy === null)
      .map(({ text }) => text)
    expect(said[0]).toMatch(/Recovered/)
    expect(said.some(text => /^Accept the data loss: approved by lead@example.com/.test(text))).toBe(true)
    expect(said.at(-1)).toMatch(/^Recovered: /)
  })
})

test('a rehearsal with chat shows the whole conversation in the platform’s own workspace, the same for the same seed', async () => {
  const groups = { ask: ['S0BOTH001', 'S0MANY001'], decide: ['S0BOTH001'] }
  const chat = { team: 'T0OURS001', channels: ['C0TALK001', 'C0ALARMS1'], announceIn: 'C0ALARMS1', groups }
  const ours: Platform = { ...platform, chat: { ...chat, people: {}, perMinute: 5 } }
  const once = () => rehearse(asked({ chat: true, mode: 'drill', platform: ours }))
  const { outcome, said = [] } = await once()
  expect(outcome.ending).toBe('DrillPassed')
  expect(outcome.denied).toEqual([])
  expect(said[0]).toMatchObject({
    by: 'oncall',
    how: 'typed',
    text: '/dr drill database-corruption because it is rehearsed',
  })
  expect(said.at(-1)?.text).toMatch(/^DrillPassed/)
  expect((await once()).said).toEqual(said)
})
