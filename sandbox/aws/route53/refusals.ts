// The errors of Route 53, by the names of its model.
import { AwsError } from '../service.ts'
import { idOf, type State, type Zone } from './state.ts'

export const invalidInput = (message: string) => new AwsError('InvalidInput', message)

export const invalidChangeBatch = (messages: readonly string[]) =>
  new AwsError('InvalidChangeBatch', `[${messages.join(', ')}]`, { members: { messages } })

/** @throws NoSuchHostedZone */
export function findZone(state: State, id: string | undefined): Zone {
  const zone = state.zones.find(each => each.id === idOf(id))
  if (!zone) throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${idOf(id)}`)
  return zone
}

/** @throws NoSuchHealthCheck */
export function findHealthCheck(state: State, id: string | undefined) {
  const check = state.healthChecks.get(idOf(id))
  if (!check) throw new AwsError('NoSuchHealthCheck', `A health check with id ${idOf(id)} does not exist.`)
  return check
}
