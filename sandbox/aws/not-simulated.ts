// The answer to whatever the sandbox cannot do: refused by name, never passed over in silence.
import { AwsError } from './service.ts'

/** `what` names the operation, field or value, e.g. `s3:GetObject Range`. */
export function notSimulated(what: string): AwsError {
  return new AwsError('NotSimulated', `The sandbox does not simulate ${what}`, { status: 501 })
}

/** Refuses the input members that an operation would otherwise ignore. */
export function refuse(operation: string, input: object, members: readonly string[]): void {
  const given = members.find(member => (input as Readonly<Record<string, unknown>>)[member] !== undefined)
  if (given !== undefined) throw notSimulated(`${operation} ${given}`)
}
