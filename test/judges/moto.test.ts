// What rehearsals asked of AWS, asked of moto as well: where the two differ, it is known and explained.
import * as rds from '@aws-sdk/client-rds'
import * as secrets from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { RehearsalRequest } from '../../sandbox/rehearsal.ts'
import { platform } from '../rehearsing.ts'
import { type Difference, differences } from './moto-differences.ts'
import { seedMoto } from './moto-seed.ts'
import { isInstalled, type Moto, startMoto } from './moto-server.ts'
import { recorded } from './recording.ts'
import { type Judged, replayed, type Verdict } from './replay.ts'

/** Route 53, EFS and EC2 follow when handlers speak to them. */
const judged: Judged = { rds, secretsmanager: secrets }

const rehearsals: readonly Partial<RehearsalRequest>[] = [
  {},
  { mode: 'drill' },
  { faults: ['password-rotated', 'response-lost@rds:CreateDBInstance'], input: { from: 'recovery-point' } },
  { faults: ['rotation-on'], input: { from: 'snapshot' } },
  { faults: ['operator-rolls-back@10'] },
]

/** Milliseconds: five rehearsals and a Python process take 15 s alone, and longer on a busy machine. */
const LONGEST = 60_000
const installed = isInstalled()

describe('moto, which was written by others, agrees with the sandbox about what the handlers ask', () => {
  if (!installed) {
    test('(moto_server is not installed, so nothing is asked of it)', () => {
      process.stdout.write('moto_server is not installed: its judgement of the requests is left out\n')
      expect(isInstalled()).toBe(false)
    })
    return
  }

  let moto: Moto | undefined
  beforeAll(async () => {
    moto = await startMoto(platform.account)
  }, LONGEST)
  afterAll(() => moto?.end())

  test(
    'in every request, or it is known why not; and no explanation has outlived its reason',
    async () => {
      const verdicts: Verdict[] = []
      for (const given of rehearsals) verdicts.push(...(await judgedBy(moto as Moto, given)))
      process.stdout.write(told(verdicts))
      expect(verdicts.filter(unexplained).map(({ output, ...rest }) => rest)).toEqual([])
      expect(differences.filter(each => !verdicts.some(verdict => explanationOf(verdict) === each))).toEqual([])
      expect(new Set(verdicts.map(each => each.operation)).size).toBeGreaterThan(15)
    },
    LONGEST,
  )
})

async function judgedBy(moto: Moto, given: Partial<RehearsalRequest>): Promise<readonly Verdict[]> {
  const connection = {
    endpoint: moto.endpoint,
    region: platform.regions.primary,
    credentials: { accessKeyId: 'judge', secretAccessKey: 'judge' },
  }
  const { deeds } = await recorded(given, async world => {
    await moto.reset()
    await seedMoto(world, connection)
  })
  return replayed(deeds, judged, connection)
}

const explanationOf = (verdict: Verdict): Difference | undefined =>
  differences.find(
    ({ operation, ours, theirs, when = () => true }) =>
      operation === verdict.operation && ours === verdict.ours && theirs === verdict.theirs && when(verdict.output),
  )

const unexplained = (verdict: Verdict): boolean =>
  verdict.ours !== verdict.theirs && explanationOf(verdict) === undefined

function told(verdicts: readonly Verdict[]): string {
  const agreed = verdicts.filter(({ ours, theirs }) => ours === theirs).length
  return `moto agrees about ${agreed} of ${verdicts.length} requests; the others are explained\n`
}
