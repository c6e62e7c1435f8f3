// POST /runs: a run is queued. There is no token against doing it twice: a repeated request is a second run.
import { notSimulated, type Reply, unprocessable } from './answers.ts'
import type { Ask } from './ask.ts'
import { find, need } from './find.ts'
import { literalOf } from './literals.ts'
import { begin, proceed } from './phases.ts'
import type { Run, State, Workspace } from './state.ts'
import { runResource } from './views.ts'

interface Document {
  readonly data?: {
    readonly type?: string
    readonly attributes?: Readonly<Record<string, unknown>>
    readonly relationships?: Readonly<Record<string, { readonly data?: { readonly id?: string } }>>
  }
}

const KNOWN = ['auto-apply', 'message', 'plan-only', 'target-addrs', 'variables', 'refresh']
/** Lengths of a run variable's name and value are not documented; a message of the usual size is enough here. */
const DEFAULT_MESSAGE = 'Queued manually via the Terraform Enterprise API'

export function createRun(state: State, { account, body }: Ask): Reply {
  const { type, attributes = {}, relationships = {} } = (body as Document).data ?? {}
  if (type !== 'runs') throw unprocessable('data.type must be "runs".')
  const workspace = find(state.workspaces, each => each.id === relationships.workspace?.data?.id)
  need(account, 'plan')
  refuseUnknown(attributes, relationships)
  refuseOtherHcl(attributes)
  const run = newRun(state, workspace, attributes, account)
  state.runs.push(run)
  if (run.planOnly) begin(state, run)
  else proceed(state, workspace)
  state.surroundings.lifecycle.changed()
  return { status: 201, body: { data: runResource(state, run) } }
}

function refuseUnknown(attributes: object, relationships: object): void {
  const member = Object.keys(attributes).find(name => !KNOWN.includes(name))
  if (member !== undefined) throw notSimulated(`the attribute ${member} of a run`)
  const relation = Object.keys(relationships).find(name => name !== 'workspace')
  if (relation !== undefined) throw notSimulated(`the relationship ${relation} of a run`)
}

/** Collections and heredocs that are HCL and not JSON would be read by Terraform, and are not read here. */
function refuseOtherHcl({ variables }: Readonly<Record<string, unknown>>): void {
  for (const { key, value } of areVariables(variables) ? variables : []) {
    if (/^\s*[[{<]/.test(value) && literalOf(value) === undefined)
      throw notSimulated(`the value of ${key}, which is not written as JSON,`)
  }
}

function newRun(
  { surroundings, runs }: State,
  workspace: Workspace,
  attributes: Readonly<Record<string, unknown>>,
  createdBy: Run['createdBy'],
): Run {
  const { clock, chance } = surroundings
  if (attributes.refresh === false) throw notSimulated('runs without refresh')
  return {
    id: `run-${chance.hex(16, 'terraform run', runs.length)}`,
    workspace,
    message: optional(attributes, 'message', isText) ?? DEFAULT_MESSAGE,
    autoApply: optional(attributes, 'auto-apply', isFlag) ?? workspace.autoApply ?? false,
    planOnly: optional(attributes, 'plan-only', isFlag) ?? false,
    targets: optional(attributes, 'target-addrs', areTexts) ?? [],
    variables: (optional(attributes, 'variables', areVariables) ?? []).map(({ key, value }) => ({ key, value })),
    createdAt: clock.now(),
    createdBy,
    status: 'pending',
    reached: new Map(),
    awaits: undefined,
    isBeingCanceled: false,
    changes: undefined,
    failure: undefined,
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'
const areTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText)
const areVariables = (value: unknown): value is readonly { key: string; value: string }[] =>
  Array.isArray(value) && value.every(each => isText(each?.key) && each.key !== '' && isText(each?.value))

/** @throws Refusal 422 for a value of another type; `null` is as good as absent */
function optional<T>(
  attributes: Readonly<Record<string, unknown>>,
  name: string,
  is: (value: unknown) => value is T,
): T | undefined {
  const value = attributes[name]
  if (value === undefined || value === null) return undefined
  if (!is(value)) throw unprocessable(`data.attributes.${name} is of the wrong type.`)
  return value
}
