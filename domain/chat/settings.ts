// What chat must know: which workspace, which channels, who may do what, and what there is to be asked for.
import * as z from 'zod'

const id = (letters: string, what: string) => z.string().regex(new RegExp(`^[${letters}][A-Z0-9]{2,20}$`), what)

const team = id('T', 'the id of a Slack workspace, such as T0123ABCD')
const channel = id('CG', 'the id of a Slack channel, such as C0123ABCD')
const group = id('S', 'the id of a Slack user group, such as S0123ABCD')
const user = id('UW', 'the id of a Slack user, such as U0123ABCD')

/** The part of a platform's description that is about Slack. The secret is called by a rule: {@link chatSecretName}. */
export const chatSchema = z
  .strictObject({
    team,
    /** Where commands and clicks are obeyed; nowhere else. */
    channels: z.array(channel).min(1).max(10),
    /** Where runs are told of; the app must be a member. */
    announceIn: channel,
    groups: z.strictObject({
      /** May ask for drills and recoveries, and abort runs. */
      ask: z.array(group).min(1).max(5),
      /** May approve and reject, commit and roll back, and abort runs. */
      decide: z.array(group).min(1).max(5),
    }),
    /** Who a Slack user is to the API: without it somebody could ask here and approve there, as two. */
    people: z.record(user, z.string().regex(/^[\w.@:/+=,-]{1,128}$/, 'a person or a role, without spaces')).default({}),
    /** Commands and clicks of one person in a minute; more are refused. */
    perMinute: z.int().min(1).max(120).default(20),
  })
  .refine(({ channels, announceIn }) => channels.includes(announceIn), {
    path: ['announceIn'],
    error: 'one of the channels, or its buttons would not be obeyed',
  })

export type Chat = z.infer<typeof chatSchema>

/** What a scenario is, as far as chat tells of it. */
const scenarioFacts = z.strictObject({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  /** Seconds, as RPO by source. */
  rto: z.number(),
  rpo: z.record(z.string(), z.number()),
  /** Where its machines live. */
  place: z.enum(['primary', 'recovery']),
  phases: z.array(z.string()),
  /** What a person is asked on the way of a recovery. */
  questions: z.array(z.string()),
})

export type ScenarioFacts = z.infer<typeof scenarioFacts>

/** A region in which runs live, with their records. */
const home = z.strictObject({ region: z.string(), controlBucket: z.string() })

export type Home = z.infer<typeof home>

/** What deployment tells the chat functions, as JSON in one environment variable. */
export const chatSettings = z.strictObject({
  chat: chatSchema,
  homes: z.strictObject({ primary: home, recovery: home }),
  scenarios: z.array(scenarioFacts),
  /** Topic in chat's own region that Amazon Q Developer reads; null: no such notifications. */
  topic: z.string().nullable(),
})

export type ChatSettings = z.infer<typeof chatSettings>

/** Lambda allows 4 KB for all variables of a function (Lambda quotas). */
const MOST_BYTES = 3_500

/** @throws when there is too much to say */
export function chatSettingsText(settings: ChatSettings): string {
  const text = JSON.stringify(settings)
  const bytes = Buffer.byteLength(text)
  if (bytes > MOST_BYTES)
    throw new Error(`what the chat functions are told has ${bytes} bytes; ${MOST_BYTES} fit: name fewer people`)
  return text
}

/** JSON with `signingSecret` and `botToken`, in the region that chat is hosted in. */
export const chatSecretName = (platformName: string): string => `${platformName}/muster-slack`
