// Pass states one after the other, with a small payload or a large one: what a transition itself costs.
import type { Json } from '../../../sandbox/engine/index.ts'
import { type Case, chain, inJsonata, written } from '../case.ts'

const RECORD = 100

/** A list of records of about a hundred bytes each. */
function records(kilobytes: number): Json {
  const length = Math.ceil((kilobytes * 1000) / RECORD)
  return Array.from({ length }, (_, id) => ({
    id,
    title: `Hello world, for the ${id}th time`,
    status: 'publish',
    author: { name: 'editor', karma: id / 2 },
  }))
}

/** `kilobytes` of payload; none for a payload of a few bytes. */
export function passChain(size: number, kilobytes?: number): Case {
  const input: Json = kilobytes === undefined ? { n: 1 } : { posts: records(kilobytes) }
  return {
    name: `${written(size)}-Pass chain${kilobytes === undefined ? '' : `, ${kilobytes} KB`}`,
    transitions: size,
    input,
    output: input,
    jsonpath: chain(size, () => ({ Type: 'Pass' })),
    jsonata: inJsonata(chain(size, () => ({ Type: 'Pass', Output: '{% $states.input %}' }))),
  }
}
