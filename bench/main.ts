// `npm run bench`: measures engine, memory, rehearsals, overhead, sweep and bundles, and prints a table of each.
import { parseArgs } from 'node:util'
import { scenarios } from '../workflows/index.ts'
import { timeBundles } from './bundles.ts'
import { writeDocument } from './document.ts'
import { compareEngines } from './engine/compare.ts'
import { compareMemory } from './engine/memory.ts'
import { measureOverhead } from './overhead.ts'
import { timeRehearsals } from './rehearsals.ts'
import { type Section, type Settings, textOf } from './section.ts'
import { timeSweep } from './sweep.ts'

const BENCHMARKS: Readonly<Record<string, (settings: Settings) => Promise<Section>>> = {
  engine: compareEngines,
  memory: compareMemory,
  rehearsals: timeRehearsals,
  overhead: measureOverhead,
  sweep: timeSweep,
  bundles: timeBundles,
}

const list = (text: string): readonly string[] => text.split(',').filter(each => each !== '')

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(BENCHMARKS).join(',') },
    share: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '9' },
    verbs: { type: 'string', default: '' },
    scenarios: { type: 'string', default: scenarios.map(({ name }) => name).join(',') },
    write: { type: 'boolean', default: false },
  },
})
const settings: Settings = {
  share: Number(values.share),
  rounds: Number(values.rounds),
  verbs: list(values.verbs),
  scenarios: list(values.scenarios),
}
const sections: Section[] = []
for (const name of list(values.only)) {
  const benchmark = BENCHMARKS[name]
  if (!benchmark) throw new Error(`--only: given ${name}; allowed is ${Object.keys(BENCHMARKS).join(', ')}`)
  const section = await benchmark(settings)
  process.stdout.write(`${textOf(section)}\n`)
  sections.push(section)
}
if (values.write) writeDocument(sections)
