// The methods of Slack's Web API that Muster uses, and the scope that each asks of the bot's token.

interface Fact {
  readonly scope: string
  /** Takes a form, not JSON. */
  readonly reads: boolean
  /** Doing it twice is as good as once. */
  readonly repeatable: boolean
}

/** By method (Slack, "Web API methods", under "Required scopes"). */
export const METHODS = {
  'chat.postMessage': { scope: 'chat:write', reads: false, repeatable: false },
  'chat.update': { scope: 'chat:write', reads: false, repeatable: true },
  'usergroups.users.list': { scope: 'usergroups:read', reads: true, repeatable: true },
} as const satisfies Readonly<Record<string, Fact>>

export type Method = keyof typeof METHODS

/** Slash commands ask for a scope of their own, whatever methods are used. */
const COMMAND_SCOPE = 'commands'

/** What the app's manifest must ask for, and no more. */
export const scopes: readonly string[] = [
  ...new Set([COMMAND_SCOPE, ...Object.values(METHODS).map(({ scope }) => scope)]),
].sort()
