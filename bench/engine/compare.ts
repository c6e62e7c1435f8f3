// The engine beside its peer: the same machines in the same process, in turns, with the history written out.

import type { Section, Settings } from '../section.ts'
import { median, ratio, rounded } from '../statistics.ts'
import type { Case, Definition } from './case.ts'
import { casesOf } from './cases/index.ts'
import type { Interpreter, Ran } from './interpreter.ts'
import { ours } from './ours.ts'
import { peer } from './peer.ts'

interface Contestant {
  readonly run: (input: Case['input'], history: 'written' | 'unread') => Promise<Ran>
  readonly history: 'written' | 'unread'
  readonly times: number[]
}

/** The first rounds, in which the compiler is still at work, are not counted. */
const WARM_UP = 5

export async function compareEngines({ share, rounds }: Settings): Promise<Section> {
  const rows: (readonly string[])[] = []
  for (const each of casesOf(share)) rows.push(await compare(each, rounds))
  return {
    title: 'Engine',
    method: [
      'Milliseconds for one execution, median of the rounds, in turns within one process after a warm-up; loading the',
      'definition is not counted. *Written*: every event of the history, payloads included, becomes JSON text. The peer’s',
      'log repeats a Map’s whole input in each of its iterations’ events; that is left out, in its favour. *Log unread*: the',
      'peer without anybody reading its log, against ours with the history written. *JSONata*: the same machine with',
      'variables and JSONata, as our runbooks are printed (Task by `lambda:invoke` with its envelope and a timeout); the',
      `peer has neither. Ratios above 1 mean that we are ahead of \`${peer.name}\`.`,
    ].join('\n'),
    head: [
      'Case',
      'ours',
      'transitions/s',
      'peer',
      'ratio',
      'peer, log unread',
      'ratio',
      'ours, JSONata',
      'transitions/s',
    ],
    rows,
  }
}

async function compare(each: Case, rounds: number): Promise<readonly string[]> {
  const contestants = {
    ours: contestant(ours, each.jsonpath, 'written'),
    peer: contestant(peer, each.jsonpath, 'written'),
    unread: contestant(peer, each.jsonpath, 'unread'),
    jsonata: contestant(ours, each.jsonata, 'written'),
  }
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const one of Object.values(contestants)) {
      const time = await timed(one, each)
      if (round >= 0) one.times.push(time)
    }
  }
  const [own, theirs, unread, jsonata] = Object.values(contestants).map(({ times }) => median(times)) as [
    number,
    number,
    number,
    number,
  ]
  const rate = (milliseconds: number) => rounded((each.transitions / milliseconds) * 1000)
  return [
    each.name,
    rounded(own),
    rate(own),
    rounded(theirs),
    ratio(theirs, own),
    rounded(unread),
    ratio(unread, own),
    rounded(jsonata),
    rate(jsonata),
  ]
}

function contestant(interpreter: Interpreter, definition: Definition, history: Contestant['history']): Contestant {
  return { run: interpreter.prepare(definition), history, times: [] }
}

/** @throws when the answer is wrong: nobody is timed for giving it. */
async function timed({ run, history }: Contestant, { name, input, output }: Case): Promise<number> {
  const began = performance.now()
  const ran = await run(input, history)
  const time = performance.now() - began
  if (JSON.stringify(ran.output) === JSON.stringify(output)) return time
  throw new Error(`${name} gave ${JSON.stringify(ran.output)?.slice(0, 200)}`)
}
