// What rotations do: a new password in a pending version, then in the database, then current. And when they come.
import { uuid } from '../identifiers.ts'
import { nextOccurrence, parseSchedule, type Schedule } from '../schedule.ts'
import { noticeChange } from './changes.ts'
import { current, currentVersion, label, pending, type Rotation, type RotationRules, type Secret } from './secret.ts'
import { invalidParameter, type State } from './state.ts'
import { addVersion } from './versions.ts'

const hour = 3_600_000
const day = 24 * hour

/** @throws InvalidParameterException for days outside 1-1000, for both kinds of schedule, and for more than every four hours. */
export function checkRules(rules: RotationRules): void {
  const { AutomaticallyAfterDays: days, ScheduleExpression: expression, Duration: length } = rules
  if (days !== undefined && expression !== undefined) {
    throw invalidParameter('You can specify only one of AutomaticallyAfterDays and ScheduleExpression.')
  }
  if (days !== undefined && (days < 1 || days > 1000))
    throw invalidParameter('AutomaticallyAfterDays must be 1 to 1000.')
  if (length !== undefined && !/^\d{1,2}h$/.test(length)) throw invalidParameter(`The duration ${length} is not valid.`)
  const schedule = scheduleOf(rules)
  if (schedule?.every === 'hours' && schedule.hours < 4)
    throw invalidParameter('The schedule must be four hours or more.')
}

function scheduleOf(rules: RotationRules): Schedule | undefined {
  if (rules.ScheduleExpression !== undefined) return parseSchedule(rules.ScheduleExpression)
  const days = rules.AutomaticallyAfterDays
  return days === undefined ? undefined : { every: 'days', days, hour: 0, minute: 0 }
}

/** Draws the next rotation: any time within a window that lasts until the end of the UTC day (one hour for schedules in hours). */
export function scheduleRotation(state: State, secret: Secret): void {
  const { clock, chance } = state.surroundings
  const { rotation } = secret
  rotation?.next?.timer.cancel()
  const schedule = rotation && scheduleOf(rotation.rules)
  if (!rotation?.enabled || !schedule) return
  const start = nextOccurrence(schedule, clock.now())
  const standard = schedule.every === 'hours' ? hour : day - (start % day)
  const length = rotation.rules.Duration ? Number.parseInt(rotation.rules.Duration, 10) * hour : standard
  const at = start + chance.of('rotation', secret.name, rotation.windows++) * (length - 1000)
  const timer = clock.at(at, () => startRotation(state, secret, uuid(chance, 'rotation', secret.name, at)))
  rotation.next = { at, by: start + length - 1000, timer }
}

/** A value written by hand counts as a rotation, for schedules in days since the last one (RotationRulesType). */
export function followValue(state: State, secret: Secret): void {
  if (secret.rotation?.rules.AutomaticallyAfterDays !== undefined) scheduleRotation(state, secret)
}

/**
 * Takes the current string, replaces its password and keeps the rest: a host written while a rotation runs is lost when
 * the rotation ends. An unfinished attempt is taken up again with its own version.
 */
export function startRotation(state: State, secret: Secret, token: string): void {
  const { rotation } = secret
  if (!rotation) return
  const left = unfinished(secret)
  const id = left ?? token
  rotation.running = id
  const refusal = left === undefined ? prepare(state, secret, id) : undefined
  if (refusal !== undefined) giveUp(rotation, id, refusal)
  const done = () => finish(state, secret, id)
  const failed = () => giveUp(rotation, id, 'The rotation function failed')
  state.surroundings.lifecycle.schedule('secretsmanager.rotation', secret.name, { done, failed })
  scheduleRotation(state, secret)
}

/** The version under AWSPENDING that is not AWSCURRENT: a rotation that began and did not end. */
export function unfinished(secret: Secret): string | undefined {
  const id = secret.labels.get(pending)
  return id === secret.labels.get(current) ? undefined : id
}

/** Why no version could be prepared, e.g. the secret's form, its key, or its hundred versions; undefined when one was. */
function prepare(state: State, secret: Secret, id: string): string | undefined {
  const password = state.surroundings.chance.hex(32, 'password', secret.name, id)
  try {
    const content = JSON.parse(currentVersion(secret)?.value ?? '')
    if (typeof content?.password !== 'string') return 'The secret is not a JSON object with a password'
    addVersion(state, secret, { id, value: JSON.stringify({ ...content, password }), labels: [pending] })
  } catch (error) {
    return String(error)
  }
  return undefined
}

function finish(state: State, secret: Secret, id: string): void {
  const { rotation } = secret
  if (rotation?.running !== id) return
  const version = secret.versions.find(each => each.id === id)
  try {
    const { password, host } = JSON.parse(version?.value ?? '')
    state.options.rotate?.(secret.name, password, host)
  } catch (error) {
    giveUp(rotation, id, String(error))
    return
  }
  rotation.running = undefined
  rotation.failure = undefined
  rotation.lastAt = state.surroundings.clock.now()
  label(secret, id, [current])
  noticeChange(state, secret)
}

/** AWSPENDING stays where it is, so that the next attempt goes on with the same password. */
function giveUp(rotation: Rotation, id: string, reason: string): void {
  if (rotation.running !== id) return
  rotation.running = undefined
  rotation.failure = reason
}
