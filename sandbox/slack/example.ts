// The workspace of a rehearsal: one channel, and people with different rights.
import type { Chat } from '../../domain/chat/settings.ts'
import type { Workspace } from './state.ts'

/** Who asks for runs, who decides about them, who does both, and who may only look. */
export const people = { oncall: 'U0ONCALL1', lead: 'U0LEAD001', chief: 'U0CHIEF01', guest: 'U0GUEST01' } as const

const CHANNEL = 'C0DISASTER'

export const exampleChat: Chat = {
  team: 'T0EXAMPLE',
  channels: [CHANNEL],
  announceIn: CHANNEL,
  groups: { ask: ['S0ONCALL1'], decide: ['S0DECIDE1'] },
  people: {},
  perMinute: 20,
}

export const exampleWorkspace: Workspace = {
  team: exampleChat.team,
  channels: { [CHANNEL]: 'disaster-recovery', C0RANDOM1: 'random' },
  users: Object.fromEntries(Object.entries(people).map(([name, id]) => [id, name])),
  groups: { S0ONCALL1: [people.oncall, people.chief], S0DECIDE1: [people.lead, people.chief] },
}
