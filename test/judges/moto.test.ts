// What rehearsals asked of AWS, asked of moto as well: where the two differ, it is known and explained.
import * as ec2 from '@aws-sdk/client-ec2'
import * as efs from '@aws-sdk/client-efs'
import * as rds from '@aws-sdk/client-rds'
import * as route53 from '@aws-sdk/client-route-53'
import * as secrets from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { RehearsalRequest } from '../../sandbox/rehearsal.ts'
import type { World } from '../../sandbox/world/world.ts'
import { platform } from '../rehearsing.ts'
import { type Difference, differences } from './moto-differences.ts'
import { seedMoto } from './moto-seed.ts'
import { isInstalled, type Moto, startMoto } from './moto-server.ts'
import { Names } from './names.ts'
import { pilotLight } from './pilot-light.ts'
import { recorded } from './recording.ts'
import { type Judged, replayed, type Verdict } from './replay.ts'

const judged: Judged = { rds, secretsmanager: secrets, elasticfilesystem: efs, ec2, route53 }

const rehearsals: readonly Partial<RehearsalRequest>[] = [
  {},
  { mode: 'drill' },
  { faults: ['password-rotated', 'response-lost@rds:CreateDBInstance'], input: { from: 'recovery-point' } },
  { faults: ['rotation-on'], input: { from: 'snapshot' } },
  { faults: ['operator-rolls-back@10'] },
  { scenario: 'file-deletion' },
  { scenario: 'file-deletion', input: { mode: 'whole' } },
  { scenario: 'file-deletion', mode: 'drill' },
  { scenario: 'monitoring-loss' },
  { scenario: 'monitoring-loss', mode: 'drill' },
  // The change's answer is lost, so that the handler looks at what has become of the records.
  { scenario: 'region-failure', platform: pilotLight, faults: ['response-lost@route53:ChangeResourceRecordSets'] },
]

/** Milliseconds: eleven rehearsals and a Python process take 25 s, and longer on a busy machine. */
const LONGEST = 90_000
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
      expect(new Set(verdicts.map(each => each.operation)).size).toBeGreaterThan(45)
    },
    LONGEST,
  )
})

async function judgedBy(moto: Moto, given: Partial<RehearsalRequest>): Promise<readonly Verdict[]> {
  const credentials = { accessKeyId: 'judge', secretAccessKey: 'judge' }
  const { endpoint } = moto
  const names = new Names()
  const connectionTo = (world: World) => ({ endpoint, credentials, region: world.region.name })
  const { deeds, world } = await recorded(given, async world => {
    await moto.reset()
    await seedMoto({ world, connection: connectionTo(world), names })
  })
  return replayed(deeds, { judged, connection: connectionTo(world), names })
}

const explanationOf = (verdict: Verdict): Difference | undefined =>
  differences.find(
    ({ operation, ours, theirs, when = () => true }) =>
      operation === verdict.operation && ours === verdict.ours && theirs === verdict.theirs && when(verdict.output),
  )

const unexplained = (verdict: Verdict): boolean =>
  verdict.ours !== verdict.theirs && explanationOf(verdict) === undefined

function told(verdicts: readonly Verdict[]): string {
  const agreed = (some: readonly Verdict[]) => some.filter(({ ours, theirs }) => ours === theirs).length
  const services = Object.keys(judged).map(prefix => {
    const some = verdicts.filter(({ operation }) => operation.startsWith(`${prefix}:`))
    return `${prefix} ${agreed(some)} of ${some.length}`
  })
  const all = `moto agrees about ${agreed(verdicts)} of ${verdicts.length} requests`
  return `${all} (${services.join(', ')}); the others are explained\n`
}
