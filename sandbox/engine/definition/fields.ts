// Which fields each type of state may have, in each query language of the States Language.
import type { JsonObject } from '../json.ts'
import type { Language } from './source.ts'

interface Fields {
  readonly both: readonly string[]
  readonly JSONata: readonly string[]
  readonly JSONPath: readonly string[]
  /** Whether the state goes on to Next or ends with End. */
  readonly goesOn: boolean
}

const PATHS = ['InputPath', 'OutputPath']
const RESULT = ['Parameters', 'ResultSelector', 'ResultPath']
const RECOVERY = ['Retry', 'Catch']
const READER = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label']
const TOLERATED = ['ToleratedFailureCount', 'ToleratedFailurePercentage']

export const FIELDS: Readonly<Record<string, Fields>> = {
  Pass: {
    both: ['Assign'],
    JSONata: ['Output'],
    JSONPath: [...PATHS, 'Parameters', 'Result', 'ResultPath'],
    goesOn: true,
  },
  Task: {
    both: ['Resource', 'Assign', 'TimeoutSeconds', 'HeartbeatSeconds', 'Credentials', ...RECOVERY],
    JSONata: ['Arguments', 'Output'],
    JSONPath: [...PATHS, ...RESULT, 'TimeoutSecondsPath', 'HeartbeatSecondsPath'],
    goesOn: true,
  },
  Choice: { both: ['Choices', 'Default', 'Assign'], JSONata: ['Output'], JSONPath: PATHS, goesOn: false },
  Wait: {
    both: ['Seconds', 'Timestamp', 'Assign'],
    JSONata: ['Output'],
    JSONPath: [...PATHS, 'SecondsPath', 'TimestampPath'],
    goesOn: true,
  },
  Succeed: { both: [], JSONata: ['Output'], JSONPath: PATHS, goesOn: false },
  Fail: { both: ['Error', 'Cause'], JSONata: [], JSONPath: ['ErrorPath', 'CausePath'], goesOn: false },
  Parallel: {
    both: ['Branches', 'Assign', ...RECOVERY],
    JSONata: ['Arguments', 'Output'],
    JSONPath: [...PATHS, ...RESULT],
    goesOn: true,
  },
  Map: {
    both: ['ItemProcessor', 'ItemSelector', 'MaxConcurrency', 'Assign', ...TOLERATED, ...READER, ...RECOVERY],
    JSONata: ['Items', 'Output'],
    JSONPath: [
      ...PATHS,
      ...RESULT,
      'Iterator',
      'ItemsPath',
      'MaxConcurrencyPath',
      ...TOLERATED.map(field => `${field}Path`),
    ],
    goesOn: true,
  },
}

const COMMON = ['Type', 'Comment', 'QueryLanguage']

/** One message per field that the state's type and query language do not have. */
export function misplaced(
  fields: JsonObject,
  type: string,
  language: Language,
): readonly (readonly [string, string])[] {
  const known = FIELDS[type]
  if (known === undefined) return []
  const allowed = [...COMMON, ...known.both, ...known[language], ...(known.goesOn ? ['Next', 'End'] : [])]
  const other = known[language === 'JSONata' ? 'JSONPath' : 'JSONata']
  return Object.keys(fields)
    .filter(field => !allowed.includes(field))
    .map(field => [
      field,
      other.includes(field) ? `is not a field of ${type} in ${language}` : `is not a field of ${type}`,
    ])
}
