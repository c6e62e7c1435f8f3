// The served world's Slack, for people at a terminal: what was said, a command typed, a button clicked.
import { toInstant } from '../../domain/instant.ts'
import { offers } from '../slack/conversation.ts'
import { people } from '../slack/example.ts'
import type { Slack } from '../slack/index.ts'
import { Turned } from './incoming.ts'

export const chatPeople = Object.keys(people) as readonly (keyof typeof people)[]

/** Oldest first. */
export const conversation = (slack: Slack) =>
  slack.lines.map(({ at, by, how, text }) => ({ at: toInstant(at), by, how, text }))

interface Typing {
  readonly user: keyof typeof people
  /** What stands after `/dr`. */
  readonly text: string
}

export async function typed(slack: Slack, { user, text }: Typing): Promise<{ readonly status: number }> {
  const { status } = await slack.type(people[user], text)
  return { status }
}

interface Clicking {
  readonly user: keyof typeof people
  readonly button: string
}

/** The newest button of that name. @throws Turned when this person sees none */
export async function clicked(slack: Slack, { user, button }: Clicking): Promise<{ readonly status: number }> {
  const seen = slack.messages().filter(({ seenBy }) => seenBy === null || seenBy === people[user])
  const message = seen.findLast(each => offers(each, button))
  if (!message) throw new Turned(404, `${user} sees no button "${button}"`)
  const { status } = await slack.click(people[user], message, button)
  return { status }
}
