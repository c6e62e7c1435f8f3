// Workspaces: to be read, and to be locked against runs by a user or a team.
import { conflict, type Reply } from './answers.ts'
import type { Ask } from './ask.ts'
import { find, need } from './find.ts'
import { proceed } from './phases.ts'
import type { Account, State } from './state.ts'
import { workspaceResource } from './views.ts'

export function showWorkspace(state: State, { account, parts: [organization, name] }: Ask): Reply {
  const workspace = find(state.workspaces, each => each.organization === organization && each.name === name)
  need(account, 'read')
  return { status: 200, body: { data: workspaceResource(state, workspace, account) } }
}

export function lockWorkspace(state: State, { account, parts: [id], body }: Ask): Reply {
  const workspace = find(state.workspaces, each => each.id === id)
  need(account, 'write')
  if (workspace.lock) throw conflict('The workspace is already locked.')
  const { reason } = body as { readonly reason?: unknown }
  workspace.lock = { by: owner(account), reason: typeof reason === 'string' ? reason : '' }
  state.surroundings.lifecycle.changed()
  return { status: 200, body: { data: workspaceResource(state, workspace, account) } }
}

/** Only by the one who locked it: neither a run's lock nor another's can be taken away like this. */
export function unlockWorkspace(state: State, { account, parts: [id] }: Ask): Reply {
  const workspace = find(state.workspaces, each => each.id === id)
  need(account, 'write')
  const { lock } = workspace
  if (!lock) throw conflict('The workspace is already unlocked.')
  if (lock.by.id !== owner(account).id) throw conflict(`The workspace is locked by ${lock.by.type} ${lock.by.id}.`)
  workspace.lock = undefined
  proceed(state, workspace)
  state.surroundings.lifecycle.changed()
  return { status: 200, body: { data: workspaceResource(state, workspace, account) } }
}

const owner = ({ kind, id }: Account) => ({ type: kind === 'user' ? ('users' as const) : ('teams' as const), id })
