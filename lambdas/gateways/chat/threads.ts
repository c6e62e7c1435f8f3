// One thread in Slack for each run: what is learnt of the run is kept in one record, and the messages follow that record.
import { createHash } from 'node:crypto'
import type { Message } from '../../../domain/chat/blocks.ts'
import { chatKeys } from '../../../domain/chat/records.ts'
import { messageOf } from '../../../domain/chat/run-messages.ts'
import {
  type About,
  newThread,
  type Post,
  postsDue,
  type Thread,
  type Told,
  withPost,
  withTold,
} from '../../../domain/chat/thread.ts'
import { Unavailable } from '../../../domain/errors.ts'
import { toInstant, toMillis } from '../../../domain/instant.ts'
import type { Environment } from '../../environment.ts'
import type { Caller } from '../../implement.ts'
import { type ControlStore, controlStore, type Stored } from '../control-store.ts'
import { type Slack, slack } from '../slack.ts'
import { chatSettings } from './settings.ts'

/** Milliseconds after which whoever said they would post a message has not done it. */
const STALE_CLAIM = 60_000
/** Others write to the same record; each try begins with what they wrote. */
const TRIES = 8

interface Desk {
  readonly store: ControlStore
  readonly slack: Slack
  readonly channel: string
  readonly now: () => number
  readonly opaqueId: () => string
}

export function threads(environment: Environment, caller: Caller) {
  const desk = (): Desk => ({
    store: controlStore(environment, caller),
    slack: slack(environment),
    channel: chatSettings(environment).chat.announceIn,
    now: () => environment.clock.now(),
    opaqueId: environment.opaqueId,
  })
  return {
    /** What chat knows of the run; undefined when it was never told of it. */
    async read(run: string): Promise<Thread | undefined> {
      return (await desk().store.read<Thread>(chatKeys.thread(run)))?.value
    },
    /** Keeps what was told. @returns the run as it is known now, and what of it was not known before */
    keep: (about: About, told: readonly Told[]): Promise<Kept> => keep(desk(), about, told),
    /**
     * Posts and updates until Slack shows what is known, whoever learnt it.
     * @throws Unavailable when Slack does not answer, or somebody else is about to post the same
     */
    show: (about: About): Promise<void> => show(desk(), about),
  }
}

interface Kept {
  readonly thread: Thread
  readonly fresh: readonly Told[]
}

async function keep(desk: Desk, about: About, told: readonly Told[]): Promise<Kept> {
  let fresh: readonly Told[] = []
  const thread = await changed(desk, about, before => {
    fresh = told.filter(one => !isSame(withTold(before, one), before))
    return told.reduce(withTold, before)
  })
  return { thread, fresh }
}

const isSame = (one: Thread, other: Thread): boolean => JSON.stringify(one) === JSON.stringify(other)

/** @throws Unavailable when others write all the time */
async function changed({ store }: Desk, about: About, change: (thread: Thread) => Thread): Promise<Thread> {
  const key = chatKeys.thread(about.run)
  for (let tried = 1; tried <= TRIES; tried++) {
    const kept = await store.read<Thread>(key)
    const before = kept?.value ?? newThread(about)
    const after = change(before)
    if (kept && isSame(after, before)) return before
    if (await written(store, key, after, kept)) return after
  }
  throw new Unavailable(`what chat knows of ${about.run} is being changed by others`)
}

const written = (store: ControlStore, key: string, thread: Thread, kept: Stored<Thread> | undefined) =>
  store.write(key, thread, kept ? { onlyIf: kept.etag } : { onlyNew: true })

async function show(desk: Desk, about: About): Promise<void> {
  const done = new Set<string>()
  for (;;) {
    const thread = await changed(desk, about, each => each)
    const name = postsDue(thread).find(
      each => !done.has(`${each} ${hashOf(messageOf(thread, each))}`) && lags(thread, each),
    )
    if (name === undefined) return
    const message = messageOf(thread, name)
    done.add(`${name} ${hashOf(message)}`)
    await bring(desk, about, { thread, name, message })
  }
}

/** Slack shows less, or something else, than is known. */
const lags = (thread: Thread, name: string): boolean => {
  const post = thread.posts[name]
  return !post?.ts || post.shows !== hashOf(messageOf(thread, name))
}

interface Due {
  readonly thread: Thread
  readonly name: string
  readonly message: Message
}

async function bring(desk: Desk, about: About, due: Due): Promise<void> {
  const { thread, name, message } = due
  const ts = thread.posts[name]?.ts
  if (ts) await desk.slack.update({ channel: desk.channel, ts }, message)
  const placed = ts ?? (await post(desk, about, due))
  const shown = { claimedAt: toInstant(desk.now()), by: desk.opaqueId(), ts: placed, shows: hashOf(message) }
  await changed(desk, about, each => withPost(each, name, shown))
}

/** Claims the message first: of two who learn the same at once, one posts it. @throws Unavailable for the other one */
async function post(desk: Desk, about: About, { name, message }: Due): Promise<string> {
  const by = desk.opaqueId()
  const claimed = await changed(desk, about, each => {
    const known = each.posts[name]
    const claimedAt = toInstant(desk.now())
    return known && known.by !== by && isTaken(known, desk.now())
      ? each
      : withPost(each, name, { claimedAt, by, ts: null, shows: hashOf(message) })
  })
  const known = claimed.posts[name]
  if (known?.ts) return known.ts
  if (known?.by !== by) throw new Unavailable(`${name} of ${about.run} is being posted by another`)
  const thread = name === 'run' ? undefined : (claimed.posts.run?.ts ?? undefined)
  return (await desk.slack.post(desk.channel, message, thread)).ts
}

const isTaken = ({ ts, claimedAt }: Post, now: number): boolean =>
  ts !== null || now - toMillis(claimedAt) < STALE_CLAIM

const hashOf = (message: Message): string =>
  createHash('sha256').update(JSON.stringify(message)).digest('hex').slice(0, 16)
