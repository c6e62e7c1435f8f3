// Who asks for something: a person known to IAM or to Slack, a schedule, an event, or nobody who is known.
import * as z from 'zod'

const whoKinds = ['iam', 'slack', 'schedule', 'event', 'none'] as const

export const who = z.strictObject({
  kind: z.enum(whoKinds),
  /** As that kind names them: `role/session`, `team/user`, the schedule's name, the event's id. */
  id: z
    .string()
    .regex(/^[\w.@:/+=,-]{0,128}$/)
    .describe('Letters, digits and . @ : / + = , - only.'),
})

export type Who = z.infer<typeof who>

/** A person: only these may decide, and only these may waive an approval. */
export const isPerson = ({ kind, id }: Who): boolean => (kind === 'iam' || kind === 'slack') && id !== ''

/**
 * One text for one of them, the same wherever they appear. Names of IAM stand for themselves and hold no colon, so that
 * no other kind can look like them. Null for nobody.
 */
export function nameOf({ kind, id }: Who): string | null {
  if (kind === 'none' || id === '') return null
  return kind === 'iam' ? id : `${kind}:${id}`
}

/**
 * Who IAM says is calling. A session is known by role and session name, without its path: whoever may choose session
 * names may choose who they are, so the trust policy must tie them to the person (`sts:RoleSessionName`), as IAM
 * Identity Center does by itself. Undefined for what is no principal of a person (IAM user guide, "IAM identifiers").
 */
export function iamPerson(userArn: string): Who | undefined {
  const [, kind = '', path = ''] =
    /^arn:aws:(?:iam|sts)::\d{12}:(assumed-role|federated-user|user|root)\/?(.*)$/.exec(userArn) ?? []
  const id = idOf(kind, path)
  const read = who.safeParse({ kind: 'iam', id })
  return id !== '' && read.success ? read.data : undefined
}

function idOf(kind: string, path: string): string {
  const parts = path.split('/')
  if (kind === 'root') return 'root'
  if (kind === 'assumed-role') return parts.length >= 2 ? parts.slice(-2).join('/') : ''
  const name = parts.at(-1) ?? ''
  return name === '' ? '' : `${kind}=${name}`
}
