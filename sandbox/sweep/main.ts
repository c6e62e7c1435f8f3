// `npm run sweep -- <scenario>`, or `all`: rehearses every misfortune of the calm run, and says how the runs ended.

import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { readPlatformFile } from '../../control/platform-file.ts'
import { type Mode, modes } from '../../domain/run.ts'
import { scenarios } from '../../workflows/index.ts'
import { scenarioNamed } from '../rehearse.ts'
import { kinds } from './misfortune.ts'
import { planOf } from './plan.ts'
import { sweepInPool } from './pool.ts'
import { type Swept, textOf } from './report.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mode: { type: 'string' },
    source: { type: 'string' },
    platform: { type: 'string', default: 'platforms/example.yaml' },
    kinds: { type: 'string', default: '' },
    sample: { type: 'string' },
    seed: { type: 'string', default: 'sweep' },
    only: { type: 'string', default: '' },
    workers: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'boolean', default: false },
    progress: { type: 'boolean', default: false },
  },
})

const chosenKinds = values.kinds
  .split(',')
  .filter(each => each !== '')
  .map(each => oneOf(kinds, each, '--kinds'))
const chosenModes = values.mode === undefined ? modes : [oneOf(modes, values.mode, '--mode')]
const platform = readPlatformFile(values.platform)
const [named = 'all'] = positionals
const chosen = named === 'all' ? scenarios : [scenarioNamed(named)]
const sweeps: Swept[] = []
for (const { name } of chosen) for (const mode of chosenModes) sweeps.push(await sweep(name, mode))
process.stdout.write(values.json ? `${JSON.stringify(sweeps, null, 2)}\n` : textOf(sweeps))
process.exitCode = sweeps.some(({ verdicts }) => verdicts.some(({ faults }) => faults.length > 0)) ? 1 : 0

async function sweep(scenario: string, mode: Mode): Promise<Swept> {
  const input = values.source === undefined ? {} : { from: values.source }
  const subject = { scenario, mode, platform, input, seed: values.seed }
  const began = performance.now()
  const sample = values.sample === undefined ? undefined : Number(values.sample)
  const plan = await planOf(subject, { kinds: chosenKinds, only: values.only, sample, seed: values.seed })
  const verdicts = await sweepInPool(plan, Number(values.workers), verdict => {
    if (values.progress || (verdict.faults.length > 0 && !values.json))
      process.stderr.write(
        `${mode} ${verdict.name}: ${verdict.ending}${verdict.faults.map(fault => `\n  ${fault}`).join('')}\n`,
      )
  })
  return { scenario, mode, verdicts, seconds: (performance.now() - began) / 1000 }
}

function oneOf<T extends string>(allowed: readonly T[], given: string, option: string): T {
  const found = allowed.find(each => each === given)
  if (!found) throw new Error(`${option}: given ${given}; allowed is ${allowed.join(', ')}`)
  return found
}
