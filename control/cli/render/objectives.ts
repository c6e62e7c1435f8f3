// What was promised and what was achieved, without calling anything kept that was not.
import { readableDuration } from '../../../domain/duration.ts'
import type { Ending } from '../../../domain/run.ts'
import type { Outcome } from '../../backends/sandbox.ts'
import type { Fact } from './facts.ts'

type Objective = Outcome['objectives']['rto']
type Value = Omit<Fact, 'name'>

/** Endings after which the platform, or the drill's proof, rests on what was restored. */
const RESTORED: readonly Ending[] = ['Recovered', 'DrillPassed', 'Held']

export function objectives({ ending, mode, visitors, objectives: { rto, rpo } }: Outcome): readonly Fact[] {
  if (!RESTORED.includes(ending)) {
    const because =
      ending === 'Skipped'
        ? 'it did not run'
        : mode === 'drill'
          ? 'the restore was not proved'
          : 'the platform was not moved'
    const unkept = ({ promisedSeconds }: Objective) => notAchieved(because, promisedSeconds)
    return [
      { name: 'RTO', ...unkept(rto) },
      { name: 'RPO', ...unkept(rpo) },
    ]
  }
  const served = mode === 'drill' || visitors.healthyAtEnd
  return [
    { name: 'RTO', ...(served ? objective(rto) : notServed(rto)) },
    { name: 'RPO', ...objective(rpo) },
  ]
}

const notServed = ({ promisedSeconds }: Objective): Value =>
  notAchieved('visitors were not served well at the end', promisedSeconds)

const notAchieved = (because: string, promisedSeconds: number): Value => ({
  value: `NOT achieved: ${because}; promised ${readableDuration(promisedSeconds)}`,
  style: 'red',
})

function objective({ promisedSeconds, achievedSeconds, met }: Objective): Value {
  const promised = `promised ${readableDuration(promisedSeconds)}`
  if (achievedSeconds === null) return { value: `nothing to measure; ${promised}`, style: 'dim' }
  const achieved = `achieved ${readableDuration(achievedSeconds)}; ${promised}`
  return met ? { value: `${achieved}: kept`, style: 'green' } : { value: `${achieved}: MISSED`, style: 'red' }
}
