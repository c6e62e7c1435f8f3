// Who speaks in chat, what they may do there, and by which name runs know them.
import type { Who } from '../who.ts'
import type { Chat } from './settings.ts'

export interface Speaker {
  readonly team: string
  readonly channel: string
  readonly user: string
}

/** Why somebody is not heard, before anything is asked of Slack. */
export type Unheard = 'another-workspace' | 'another-channel'

export function unheard({ team, channels }: Chat, speaker: Speaker): Unheard | undefined {
  if (speaker.team !== team) return 'another-workspace'
  return channels.includes(speaker.channel) ? undefined : 'another-channel'
}

/** What anybody in the channel may see, what may be asked for, what is decided, and how a run is ended. */
export type Weight = 'look' | 'ask' | 'decide' | 'stop'

/** The groups of which one must have the person; none for what needs none. */
export function groupsFor({ groups }: Chat, weight: Weight): readonly string[] {
  switch (weight) {
    case 'look':
      return []
    case 'ask':
      return groups.ask
    case 'decide':
      return groups.decide
    // Whoever may begin a run, and whoever may let it go on, may also end it.
    case 'stop':
      return [...new Set([...groups.ask, ...groups.decide])]
  }
}

/** A Slack user is no IAM identity, unless the platform says which: then both are one person, who may not approve alone. */
export function personOf({ people }: Chat, { team, user }: Pick<Speaker, 'team' | 'user'>): Who {
  const known = Object.hasOwn(people, user) ? people[user] : undefined
  return known === undefined ? { kind: 'slack', id: `${team}/${user}` } : { kind: 'iam', id: known }
}
