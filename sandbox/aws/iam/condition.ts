// Condition blocks: every operator and every key of a statement must hold for it to apply.
import { matches, matchesArn } from './wildcard.ts'

export type Context = Readonly<Record<string, string | readonly string[]>>
type Test = (wanted: readonly string[], given: readonly string[] | undefined) => boolean

/** The values of a key are alternatives; a missing key fails a positive test and passes a negated one. */
const any =
  (same: (wanted: string, given: string) => boolean): Test =>
  (wanted, given) =>
    given?.some(each => wanted.some(one => same(one, each))) ?? false

const equal = (wanted: string, given: string) => wanted === given

const operators: Readonly<Record<string, Test>> = {
  StringEquals: any(equal),
  StringNotEquals: (wanted, given) => !any(equal)(wanted, given),
  StringLike: any((wanted, given) => matches(wanted, given)),
  ArnEquals: any(matchesArn),
  ArnLike: any(matchesArn),
  Bool: any((wanted, given) => wanted.toLowerCase() === given.toLowerCase()),
  Null: (wanted, given) => wanted.includes(String(given === undefined)),
  'ForAllValues:StringEquals': (wanted, given) => (given ?? []).every(each => wanted.includes(each)),
  'ForAnyValue:StringEquals': any(equal),
}

export function assertOperators(names: readonly string[]): void {
  const stranger = names.find(each => !(each in operators))
  if (stranger) throw new Error(`condition operator ${stranger} is not simulated`)
}

/** Condition keys are compared without regard to case, as IAM does. */
export function holds(condition: Readonly<Record<string, Context>> | undefined, context: Context): boolean {
  if (!condition) return true
  const given = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]))
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => operators[operator]!([wanted].flat(), given.get(key.toLowerCase()))),
  )
}
