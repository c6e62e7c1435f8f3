// The workspace of a rehearsal: the channels and groups that the platform's description names, and people in them.
import type { Chat } from '../../domain/chat/settings.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Workspace } from './state.ts'

/** Who asks for runs, who decides about them, who does both, and who may only look. */
export const people = { oncall: 'U0ONCALL1', lead: 'U0LEAD001', chief: 'U0CHIEF01', guest: 'U0GUEST01' } as const

/** Of a platform that has no chat: its rehearsal shows what one would be like. */
export const exampleChat: Chat = {
  team: 'T0EXAMPLE',
  channels: ['C0DISASTER'],
  announceIn: 'C0DISASTER',
  groups: { ask: ['S0ONCALL1'], decide: ['S0DECIDE1'] },
  people: {},
  perMinute: 20,
}

export const chatOf = ({ chat }: Pick<Platform, 'chat'>): Chat => chat ?? exampleChat

/** Everybody of a rehearsal is in it, and one channel more, where nothing is obeyed. */
export function workspaceOf({ team, channels, announceIn, groups }: Chat): Workspace {
  const members = (group: string): readonly string[] => [
    ...(groups.ask.includes(group) ? [people.oncall] : []),
    ...(groups.decide.includes(group) ? [people.lead] : []),
    people.chief,
  ]
  const others = channels.filter(id => id !== announceIn).map((id, index) => [id, `recovery-${index + 1}`] as const)
  return {
    team,
    // People type in the first of them.
    channels: { [announceIn]: 'disaster-recovery', ...Object.fromEntries(others), C0RANDOM1: 'random' },
    users: Object.fromEntries(Object.entries(people).map(([name, id]) => [id, name])),
    groups: Object.fromEntries([...groups.ask, ...groups.decide].map(id => [id, members(id)])),
  }
}
