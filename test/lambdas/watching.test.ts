// A wait on Kubernetes ends when the thing happens, not when it is asked after next; and a watch that fails only slows it.
import { describe, expect, test } from '@jest/globals'
import { run as checkPodsGone } from '../../lambdas/check-pods-gone/handler.ts'
import { run as checkRollout } from '../../lambdas/check-rollout/handler.ts'
import type { CheckContract } from '../../lambdas/contract.ts'
import type { Environment } from '../../lambdas/environment.ts'
import { looking } from '../../lambdas/gateways/watching.ts'
import { run as quiesceWordpress } from '../../lambdas/quiesce-wordpress/handler.ts'
import { run as readWorkload } from '../../lambdas/read-workload/handler.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import type { ApiCall, ApiFault } from '../../sandbox/kubernetes/cluster.ts'
import { deployments, pods } from '../../sandbox/kubernetes/kinds.ts'
import { usesOf } from '../../workflows/deployment.ts'
import { scenarios } from '../../workflows/index.ts'
import {
  type ApplicationWorld,
  applicationWorld,
  database,
  failure,
  kubernetes,
  platform,
} from './application-world.ts'

const secret = database.secret
/** Seconds. */
const watch = 9

async function stopping(): Promise<ApplicationWorld> {
  const world = await applicationWorld()
  // Deployed beforehand: what its role may do takes a minute to be honoured.
  await world.call(checkRollout, { kubernetes, deployment: 'wordpress', replicas: 3 })
  expect((await world.call(checkPodsGone, { kubernetes })).status).toBe('pending')
  await world.call(quiesceWordpress, { kubernetes, workload: await world.call(readWorkload, { kubernetes, secret }) })
  return world
}

/** When the last pod of WordPress went, and the seconds until the check had said so. */
async function noticed(world: ApplicationWorld) {
  let gone = 0
  world.cluster.store.onChange(({ type, object }) => {
    if (type === 'deleted' && object.kind === pods.kind) gone = world.clock.now()
  })
  let polls = 0
  for (;;) {
    polls += 1
    const begun = world.clock.now()
    const answer = await world.call(checkPodsGone, { kubernetes }, { watch })
    if (answer.status === 'ready') return { polls, late: (world.clock.now() - gone) / 1000 }
    expect(answer.status).toBe('pending')
    expect((world.clock.now() - begun) / 1000 - answer.watched).toBeLessThan(3)
    await world.pass((10 - answer.watched) * 1000)
  }
}

const onWatches = (fault: ApiFault) => (call: ApiCall) => (call.verb === 'watch' ? fault : undefined)

describe('A check that watches', () => {
  test('says within a second that the last pod has gone', async () => {
    expect((await noticed(await stopping())).late).toBeLessThan(1)
  })

  test('says what is so already at once, and hangs up', async () => {
    const world = await applicationWorld()
    await world.call(checkRollout, { kubernetes, deployment: 'wordpress', replicas: 3 })
    const begun = world.clock.now()
    expect(
      await world.call(checkRollout, { kubernetes, deployment: 'wordpress', replicas: 3 }, { watch }),
    ).toMatchObject({
      status: 'ready',
    })
    expect(world.clock.now() - begun).toBeLessThan(1000)
  })

  test('answers after its seconds when nothing happens, having looked once', async () => {
    const world = await applicationWorld()
    await world.call(checkPodsGone, { kubernetes })
    const looks: string[] = []
    world.apiFaults.push(({ verb, resource }) => {
      looks.push(`${verb} ${resource}`)
      return undefined
    })
    const begun = world.clock.now()
    const answer = await world.call(checkPodsGone, { kubernetes }, { watch })
    expect(answer).toMatchObject({ status: 'pending', watched: watch })
    expect((world.clock.now() - begun) / 1000).toBeCloseTo(watch, 0)
    expect(looks.filter(each => each === 'watch pods')).toHaveLength(1)
    expect(looks.filter(each => each === 'get deployments').length).toBeLessThanOrEqual(2)
  })

  test('looks no more than once a second, however much happens', async () => {
    const world = await applicationWorld()
    await world.call(checkRollout, { kubernetes, deployment: 'wordpress', replicas: 3 })
    const found = () => world.cluster.store.get(deployments, 'wordpress', 'wordpress')!
    world.cluster.store.update(found(), draft => {
      draft.status = { ...draft.status, availableReplicas: 0 }
    })
    for (let moment = 100; moment < 8000; moment += 100)
      world.clock.after(moment, () =>
        world.cluster.store.update(found(), draft => {
          draft.status = { ...draft.status, availableReplicas: 0 }
          draft.metadata.annotations = { ...draft.metadata.annotations, moment: String(moment) }
        }),
      )
    let looks = 0
    world.apiFaults.push(({ verb, resource }) => {
      if (verb === 'get' && resource === 'deployments') looks += 1
      return undefined
    })
    await world.call(checkRollout, { kubernetes, deployment: 'wordpress', replicas: 3 }, { watch })
    expect(looks).toBeLessThanOrEqual(watch + 1)
  })

  test.each<[string, ApiFault]>([
    ['fails', { kind: 'refused', status: 500 }],
    ['is throttled', { kind: 'refused', status: 429, retryAfter: 1 }],
    ['is never answered', { kind: 'timeout' }],
    ['is answered in vain', { kind: 'lost' }],
    ['is answered much later', { kind: 'late', seconds: 40 }],
  ])('goes on by looking when every watch %s', async (_, fault) => {
    const world = await stopping()
    world.apiFaults.push(onWatches(fault))
    expect((await noticed(world)).late).toBeLessThan(11)
    expect(world.lines.join('\n')).toContain('the watch could not be had')
  })

  test('fails by name when it may not watch', async () => {
    const world = await stopping()
    world.apiFaults.push(onWatches({ kind: 'refused', status: 403 }))
    expect(await failure(world.call(checkPodsGone, { kubernetes }, { watch }))).toMatch(
      /^PermissionDenied: .*watch pods/,
    )
  })
})

describe('A check of what nothing tells of', () => {
  const pending = { status: 'pending', note: 'not yet' } as const
  const ready = { status: 'ready', value: {} } as const

  async function lookedAt(readyAt: number, watch: number) {
    const clock = new VirtualClock(0)
    let looks = 0
    const environment = { clock } as unknown as Environment
    const looked = looking({ environment, watch }, async () => {
      looks += 1
      return clock.now() >= readyAt * 1000 ? ready : pending
    })
    let over = false
    void looked.then(() => {
      over = true
    })
    await clock.run(() => over)
    return { answer: await looked, looks, seconds: clock.now() / 1000 }
  }

  test('looks every three seconds, and notices within three', async () => {
    expect(await lookedAt(7, 29)).toEqual({ answer: ready, looks: 4, seconds: 9 })
  })

  test('answers before the next poll is due, and says how long it took', async () => {
    expect(await lookedAt(100, 29)).toEqual({ answer: { ...pending, watched: 27 }, looks: 10, seconds: 27 })
  })

  test('looks once when it is not told to stay', async () => {
    expect(await lookedAt(100, 0)).toEqual({ answer: { ...pending, watched: 0 }, looks: 1, seconds: 0 })
  })
})

test('Whatever says that it watches, and looks at Kubernetes, may; and nothing else', () => {
  const used = (['drill', 'recover'] as const).flatMap(mode =>
    usesOf(scenarios, mode).map(({ contract }) => ({ contract, mode })),
  )
  const inKubernetes = ({ contract, mode }: (typeof used)[number]) =>
    contract.needs(platform, mode).flatMap(need => (need.kind === 'kubernetes' ? [need.verbs] : []))
  const asks = (each: (typeof used)[number]) => inKubernetes(each).some(verbs => verbs.includes('watch'))
  const says = (each: (typeof used)[number]) =>
    (each.contract as CheckContract).watches === true && inKubernetes(each).length > 0
  expect(used.filter(each => asks(each) !== says(each)).map(({ contract }) => contract.name)).toEqual([])
  expect(used.filter(asks).length).toBeGreaterThan(10)
})
