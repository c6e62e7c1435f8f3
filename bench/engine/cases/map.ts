// An inline Map of Pass states: what a branch costs to open, to run and to close.
import { type Case, type Definition, inJsonata, written } from '../case.ts'

export function map(size: number): Case {
  const items = Array.from({ length: size }, (_, id) => ({ id }))
  return {
    name: `${written(size)}-item Map`,
    transitions: size + 1,
    input: { items },
    output: items,
    jsonpath: over({ ItemsPath: '$.items' }),
    jsonata: inJsonata(over({ Items: '{% $states.input.items %}' })),
  }
}

function over(items: Readonly<Record<string, string>>): Definition {
  const processor = { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } }
  return { StartAt: 'Map', States: { Map: { Type: 'Map', ...items, ItemProcessor: processor, End: true } } }
}
