// The functions that a JSONata expression may call in Step Functions, as its developer guide and JSONata's reference list them.

/** https://docs.jsonata.org: strings, numbers, aggregation, booleans, arrays, objects, dates, higher-order functions. */
const JSONATA = [
  ...['string', 'length', 'substring', 'substringBefore', 'substringAfter', 'uppercase', 'lowercase', 'trim', 'pad'],
  ...['contains', 'split', 'join', 'match', 'replace', 'base64encode', 'base64decode'],
  ...['encodeUrlComponent', 'encodeUrl', 'decodeUrlComponent', 'decodeUrl'],
  ...['number', 'abs', 'floor', 'ceil', 'round', 'power', 'sqrt', 'formatNumber', 'formatBase', 'formatInteger'],
  ...['parseInteger', 'sum', 'max', 'min', 'average', 'boolean', 'not', 'exists'],
  ...['count', 'append', 'sort', 'reverse', 'shuffle', 'distinct', 'zip'],
  ...['keys', 'lookup', 'spread', 'merge', 'sift', 'each', 'error', 'assert', 'type'],
  ...['now', 'millis', 'fromMillis', 'toMillis', 'map', 'filter', 'single', 'reduce'],
]

/** Its own; `$eval` of JSONata it has not. Step Functions developer guide, "Transforming data with JSONata". */
const STEP_FUNCTIONS = ['partition', 'range', 'hash', 'random', 'uuid', 'parse']

export const functionsOfStepFunctions: ReadonlySet<string> = new Set([...JSONATA, ...STEP_FUNCTIONS])
