// AWS's own model is the judge of what the sandbox says: no answer passes the door that the model does not allow.
import { beforeAll, describe, expect, test } from '@jest/globals'
import { AwsError, type Service } from '../../sandbox/aws/service.ts'
import { catalogueOf } from '../../sandbox/aws/wire/catalogue.ts'
import type { Deed } from '../../sandbox/aws/wire/edge.ts'
import { wireRequest } from '../../sandbox/aws/wire/wire-request.ts'
import { played, staged } from '../rehearsing.ts'
import { fakeService, ROLE, smallWorld } from '../sandbox/aws/small-world.ts'
import { type Breakage, breakagesOf } from './breakages.ts'
import { packageOf } from './packages.ts'
import { pilotLight } from './pilot-light.ts'
import { partsOf, type Recording, recorded } from './recording.ts'
import { commandOf, requestOf } from './reissue.ts'

const recordings: Recording[] = []
const deeds = (): readonly Deed[] => recordings.flatMap(each => each.deeds)

beforeAll(async () => {
  recordings.push(
    await recorded({ faults: ['rotation-on', 'operator-rolls-back@10'], input: { from: 'snapshot' } }),
    await recorded({ faults: ['password-rotated'], input: { from: 'recovery-point' } }),
    await recorded({ mode: 'drill' }),
    await recorded({ scenario: 'file-deletion', input: { mode: 'whole' } }),
    await recorded({ scenario: 'monitoring-loss' }),
    await recorded({ scenario: 'region-failure', platform: pilotLight }),
  )
}, 60_000)

/** Of every operation the longest answer, which shows most of its members. */
function longestAnswers(): ReadonlyMap<string, Deed> {
  const longest = new Map<string, { readonly deed: Deed; readonly length: number }>()
  for (const deed of deeds()) {
    if (!('output' in deed.result)) continue
    const { length } = Object.entries(deed.result.output)
      .filter(([name]) => name !== 'Body')
      .map(each => JSON.stringify(each))
      .join()
    if (length >= (longest.get(deed.call.operation)?.length ?? 0)) longest.set(deed.call.operation, { deed, length })
  }
  return new Map([...longest].map(([operation, { deed }]) => [operation, deed]))
}

/** The names in signatures that are not IAM's prefix. */
const SIGNED_AS: Readonly<Record<string, string>> = { cloudwatch: 'monitoring' }

/** A door behind which an operation answers this, whatever it is asked. */
function doorTo(deed: Deed, answer: () => unknown) {
  const { prefix, operation } = partsOf(deed)
  const service = fakeService(SIGNED_AS[prefix] ?? prefix, packageOf(prefix), { [operation]: answer })
  // The requests are signed at the time of the test.
  return smallWorld([service], { latency: () => 0, signatureWindowSeconds: Number.POSITIVE_INFINITY })
}

async function asked(deed: Deed) {
  const { prefix, operation } = partsOf(deed)
  const credentials = smallWorld([]).iam.accessKey(ROLE)
  const sdk = packageOf(prefix)
  return requestOf(sdk, commandOf(sdk, operation, deed.input), credentials)
}

describe('every answer of a rehearsal', () => {
  test('was held against the model before it left', () => {
    for (const { world, deeds } of recordings) {
      const held = new Set(deeds.map(({ call }) => call.requestId))
      const answered = world.cloud.calls.filter(({ outcome, requestId }) => outcome === 'ok' && held.has(requestId))
      expect(answered.length).toBe(deeds.filter(({ result }) => 'output' in result).length)
      expect(answered.length).toBeGreaterThan(80)
    }
    expect(longestAnswers().size).toBeGreaterThan(70)
  })

  test('would have ended the rehearsal if the model did not allow it', async () => {
    const stage = await staged()
    const { cloud, region } = stage.world
    const { service } = region.rds
    const { needs, run } = service.operations.DescribeDBClusters as NonNullable<Service['operations'][string]>
    const DescribeDBClusters = {
      needs,
      run: (...given: Parameters<typeof run>) => ({ ...(run(...given) as object), Unforeseen: 1 }),
    }
    cloud.add(region.name, { service: { ...service, operations: { ...service.operations, DescribeDBClusters } } })
    await expect(played(stage)).rejects.toMatchObject({
      name: 'OutputBreach',
      message: expect.stringContaining('rds:DescribeDBClusters answered against its model: Unforeseen is no member'),
    })
  }, 30_000)

  test('passes the door as it was, and in no way that it can be spoilt', async () => {
    let count = 0
    const passed: string[] = []
    for (const [operation, deed] of longestAnswers()) {
      const { output } = deed.result as { readonly output: Breakage['output'] }
      const request = await asked(deed)
      const { statusCode } = await doorTo(deed, () => output).door.handle(request)
      expect([operation, statusCode < 300]).toEqual([operation, true])
      const entry = catalogueOf(packageOf(partsOf(deed).prefix)).operations.get(partsOf(deed).operation)
      for (const { what, output: spoilt } of breakagesOf(entry?.output ?? { kind: 'unit' }, output)) {
        count += 1
        const refusal = await doorTo(deed, () => spoilt)
          .door.handle(request)
          .then(
            () => undefined,
            error => error as Error,
          )
        if (refusal?.name !== 'OutputBreach' || !refusal.message.includes(operation))
          passed.push(`${operation} ${what}`)
      }
    }
    expect(passed).toEqual([])
    expect(count).toBeGreaterThan(300)
  }, 60_000)

  test('is an error of the model’s own when it is an error: its members are held against it as well', async () => {
    const deed = longestAnswers().get('secretsmanager:GetSecretValue') as Deed
    const { door } = doorTo(deed, () => {
      throw new AwsError('ResourceNotFoundException', 'gone', { members: { Unforeseen: 1 } })
    })
    await expect(door.handle(await asked(deed))).rejects.toMatchObject({ name: 'OutputBreach' })
  })
})

describe('every request of a rehearsal', () => {
  test('was understood whole: what the door read, a real client puts back on the wire as it came', async () => {
    const distinct = new Map(
      deeds()
        .filter(isOfClient)
        .map(deed => [JSON.stringify([deed.call.operation, wordsOf(deed.request)]), deed]),
    )
    expect(distinct.size).toBeGreaterThan(200)
    for (const deed of distinct.values()) {
      const again = await wireRequest(await asked(deed))
      expect([deed.call.operation, wordsOf(again)]).toEqual([deed.call.operation, wordsOf(deed.request)])
    }
  }, 60_000)
})

/** Jobs in the cluster sign what they send themselves. */
const isOfClient = ({ request }: Deed): boolean => request.headers['amz-sdk-invocation-id'] !== undefined

/** Without what tells of the client or of the moment: signature, user agent, time. */
function wordsOf({ method, path, query, headers, body }: Deed['request']) {
  const said = Object.entries(headers).filter(([name]) =>
    /^(content-type|if-|x-amz-(?!date|security|user-agent|content|sdk))/.test(name),
  )
  return { method, path, query, headers: Object.fromEntries(said), body: Buffer.from(body).toString() }
}
