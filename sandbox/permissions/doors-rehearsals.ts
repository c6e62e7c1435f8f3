// The rehearsals that use the grants of doors which no other rehearsal opens: events, those who look after runs, chat.
import type { Use } from './rehearsals.ts'

export const operationsRehearsals: readonly Use[] = [
  {
    title: 'an alarm proposes a recovery, and nobody answers though somebody is called',
    ...{ mode: 'recover', drivenBy: 'alarm', lookedAfter: true },
  },
  {
    title: 'a drill of which nobody knows who asked for it passes, and whoever looks after runs remembers it',
    ...{ mode: 'drill', lookedAfter: true, input: { requestedBy: null } },
  },
]

/** In the region that hosts chat: where a lost region is recovered. */
export const chatRehearsals: readonly Use[] = [
  {
    title: 'an incident is driven in chat, after a last sign of life',
    ...{ mode: 'recover', drivenBy: 'chat', beats: true },
  },
]
