// The engine beside its peer: the same machines in the same process, in turns, with the history written out.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Section, Settings } from '../section.ts'
import { median, ratio, rounded } from '../statistics.ts'
import type { Case, Definition } from './case.ts'
import { casesOf } from './cases/index.ts'
import type { Interpreter } from './interpreter.ts'
import { ours } from './ours.ts'
import { peer } from './peer.ts'

const METHOD = `Milliseconds for one execution, median of the rounds, all in turns within one process after a warm-up; loading the
definition is not counted, and before each execution the garbage of the one before is collected, so that none pays for
another's. *Written*: every event of the history, payloads included, becomes JSON text. *Unread*:
nobody looks at the history; ours holds the payloads' texts by then. The peer's log repeats a Map's whole input in the
events of each iteration, which is left out, in its favour. *JSONata*: the same machine with variables and JSONata, as
our runbooks are printed (a Task by \`lambda:invoke\` with its envelope and a timeout), history written; the peer has
neither. A ratio above 1 means that we are ahead of \`${peer.name}\`. Ours writes the events that AWS writes, for a Task
five where the peer writes two.`

const HEAD = [
  'Case',
  'ours, written',
  'peer, written',
  'ratio',
  'ours, unread',
  'peer, unread',
  'ratio',
  'transitions/s, written',
  'transitions/s, JSONata',
]

export async function compareEngines({ share, rounds }: Settings): Promise<Section> {
  const rows: (readonly string[])[] = []
  for (const each of casesOf(share)) rows.push(await compare(each, rounds))
  return { title: 'Engine', method: METHOD, head: HEAD, rows }
}

async function compare(each: Case, rounds: number): Promise<readonly string[]> {
  const contestants = {
    written: new Contestant(ours, each.jsonpath, 'written'),
    theirsWritten: new Contestant(peer, each.jsonpath, 'written'),
    unread: new Contestant(ours, each.jsonpath, 'unread'),
    theirsUnread: new Contestant(peer, each.jsonpath, 'unread'),
    jsonata: new Contestant(ours, each.jsonata, 'written'),
  }
  const everyone = Object.values(contestants)
  // The first ones, in which Node still compiles, are not counted.
  await inTurns(everyone, each, Math.min(3, rounds))
  for (const one of everyone) one.forget()
  await inTurns(everyone, each, rounds)
  const { written, theirsWritten, unread, theirsUnread, jsonata } = contestants
  const rate = (one: Contestant) => rounded((each.transitions / one.median) * 1000)
  return [
    each.name,
    rounded(written.median),
    rounded(theirsWritten.median),
    ratio(theirsWritten.median, written.median),
    rounded(unread.median),
    rounded(theirsUnread.median),
    ratio(theirsUnread.median, unread.median),
    rate(written),
    rate(jsonata),
  ]
}

/** One execution of each, and again, until each has had so many rounds, and enough of them to be compiled and timed well. */
async function inTurns(everyone: readonly Contestant[], each: Case, rounds: number): Promise<void> {
  const more = (one: Contestant) => one.times.length < rounds || one.spent < rounds * MILLISECONDS_A_ROUND
  for (let open = everyone.filter(more); open.length > 0; open = open.filter(more)) {
    for (const one of open) await one.run(each)
  }
}

const MILLISECONDS_A_ROUND = 40

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void

class Contestant {
  readonly times: number[] = []
  readonly #prepare: () => ReturnType<Interpreter['prepare']>
  readonly #history: 'written' | 'unread'

  constructor(interpreter: Interpreter, definition: Definition, history: 'written' | 'unread') {
    this.#prepare = () => interpreter.prepare(definition)
    this.#history = history
  }

  get spent(): number {
    return this.times.reduce((sum, time) => sum + time, 0)
  }

  get median(): number {
    return median(this.times)
  }

  forget(): void {
    this.times.length = 0
  }

  /**
   * One execution in an interpreter of its own, so that nothing is held from one to the next.
   * @throws when the answer is wrong: nobody is timed for giving it
   */
  async run({ name, input, output }: Case): Promise<void> {
    const run = this.#prepare()
    collect({ type: 'minor' })
    const began = performance.now()
    const ran = await run(input, this.#history)
    this.times.push(performance.now() - began)
    if (JSON.stringify(ran.output) === JSON.stringify(output)) return
    throw new Error(`${name} gave ${JSON.stringify(ran.output)?.slice(0, 200)}`)
  }
}
