// JSON:API documents of HCP Terraform as plain facts. What they must hold is checked; what we do not need is not read.
import * as z from 'zod'
import { CallRefused } from '../../../domain/errors.ts'
import type { RunFacts } from './run-state.ts'

const runResource = z.object({
  id: z.string(),
  attributes: z.object({
    status: z.string(),
    message: z.string().nullish(),
    'created-at': z.string(),
    'plan-only': z.boolean().nullish(),
    'position-in-queue': z.number().nullish(),
    'status-timestamps': z.record(z.string(), z.unknown()).nullish(),
    actions: z
      .object({
        'is-confirmable': z.boolean().nullish(),
        'is-discardable': z.boolean().nullish(),
        'is-cancelable': z.boolean().nullish(),
      })
      .nullish(),
  }),
})

const planResource = z.object({
  type: z.literal('plans'),
  attributes: z.object({
    'resource-additions': z.number().nullish(),
    'resource-changes': z.number().nullish(),
    'resource-destructions': z.number().nullish(),
  }),
})

const runDocument = z.object({ data: runResource, included: z.array(z.unknown()).nullish() })

const runsDocument = z.object({
  data: z.array(runResource),
  meta: z.object({ pagination: z.object({ 'next-page': z.number().nullish() }) }).nullish(),
})

const workspaceDocument = z.object({
  data: z.object({
    id: z.string(),
    attributes: z.object({
      locked: z.boolean(),
      'locked-reason': z.string().nullish(),
      // Of whoever asks (API documentation, "Workspaces"; go-tfe, WorkspacePermissions).
      permissions: z
        .object({
          'can-queue-run': z.boolean().nullish(),
          'can-queue-apply': z.boolean().nullish(),
          'can-lock': z.boolean().nullish(),
        })
        .nullish(),
    }),
    relationships: z
      .object({
        'locked-by': z.object({ data: z.object({ id: z.string(), type: z.string() }).nullish() }).nullish(),
      })
      .nullish(),
  }),
})

export interface WorkspaceFacts {
  readonly id: string
  readonly isLocked: boolean
  readonly lockReason: string
  /** `runs run-…`, `users …`, `teams …`; empty when nobody holds it, or the API does not say who. */
  readonly lockedBy: string
  /** What the token may not do there, in words; nothing where the API does not say. */
  readonly mayNot: readonly string[]
}

const RIGHTS = { 'can-queue-run': 'start runs', 'can-queue-apply': 'apply them', 'can-lock': 'lock it' } as const

export const runIn = (body: unknown): RunFacts => {
  const { data, included } = read(runDocument, body, 'a run')
  return factsOf(data, included ?? [])
}

export const runsIn = (body: unknown): { readonly runs: readonly RunFacts[]; readonly nextPage: number | null } => {
  const { data, meta } = read(runsDocument, body, 'a list of runs')
  return { runs: data.map(each => factsOf(each, [])), nextPage: meta?.pagination['next-page'] ?? null }
}

export function workspaceIn(body: unknown): WorkspaceFacts {
  const { id, attributes, relationships } = read(workspaceDocument, body, 'a workspace').data
  const holder = relationships?.['locked-by']?.data
  const lockReason = attributes['locked-reason'] ?? ''
  const lockedBy = holder ? `${holder.type} ${holder.id}` : ''
  const rights = Object.entries(RIGHTS) as readonly (readonly [keyof typeof RIGHTS, string])[]
  const mayNot = rights.flatMap(([name, words]) => (attributes.permissions?.[name] === false ? [words] : []))
  return { id, isLocked: attributes.locked, lockReason, lockedBy, mayNot }
}

/** Changes are known when the plan was included and is finished; they are none before. */
function factsOf({ id, attributes }: z.infer<typeof runResource>, included: readonly unknown[]): RunFacts {
  const plan = included.map(each => planResource.safeParse(each)).find(({ success }) => success)?.data?.attributes
  const { actions } = attributes
  return {
    id,
    status: attributes.status,
    message: attributes.message ?? '',
    createdAt: Date.parse(attributes['created-at']),
    planOnly: attributes['plan-only'] ?? false,
    isConfirmable: actions?.['is-confirmable'] ?? false,
    isDiscardable: actions?.['is-discardable'] ?? false,
    isCancelable: actions?.['is-cancelable'] ?? false,
    reached: Object.keys(attributes['status-timestamps'] ?? {}),
    position: attributes['position-in-queue'] ?? null,
    changes: {
      additions: plan?.['resource-additions'] ?? 0,
      changes: plan?.['resource-changes'] ?? 0,
      destructions: plan?.['resource-destructions'] ?? 0,
    },
  }
}

/** @throws CallRefused naming the members that are not as the API documents them */
function read<T extends z.ZodType>(schema: T, body: unknown, what: string): z.infer<T> {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const members = result.error.issues.map(({ path }) => path.join('.')).join(', ')
  throw new CallRefused(`HCP Terraform answered something else than ${what}: ${members}`)
}
