// The walking skeleton: three steps, an undo that takes time, a wait, a parallel passage. Small enough to hold in the head.
import * as z from 'zod'
import { RestoreFailed } from '../../domain/errors.ts'
import type { Platform } from '../../domain/platform.ts'
import { asLambda } from '../../lambdas/as-lambda.ts'
import { check, contract, failed, pending, ready } from '../../lambdas/contract.ts'
import { controlStore } from '../../lambdas/gateways/control-store.ts'
import { topic } from '../../lambdas/gateways/topic.ts'
import { implement } from '../../lambdas/implement.ts'
import { allow, arns } from '../../lambdas/needs.ts'
import { scenario, until } from '../../workflows/language/scenario.ts'

const notes = (p: Platform, ...actions: string[]) => allow(actions, [arns(p).object(p.muster.controlBucket, 'notes/*')])
const bucket = (p: Platform) => allow('s3:ListBucket', [arns(p).bucket(p.muster.controlBucket)])

const plantSeed = contract({
  name: 'plant-seed',
  effect: 'changes',
  takes: z.strictObject({ plot: z.string() }),
  gives: z.strictObject({ key: z.string() }),
  throws: [],
  needs: p => [notes(p, 's3:PutObject')],
  again: 'plants the same seed in the same plot',
})
const checkGrown = check({
  name: 'check-grown',
  takes: z.strictObject({ key: z.string(), until: z.int() }),
  gives: z.strictObject({ height: z.int() }),
  throws: [],
  needs: p => [notes(p, 's3:GetObject'), bucket(p)],
})
const uproot = contract({
  name: 'uproot',
  effect: 'changes',
  takes: z.strictObject({ plot: z.string() }),
  gives: z.strictObject({ uprooted: z.boolean() }),
  throws: [],
  needs: p => [notes(p, 's3:DeleteObject')],
  again: 'an empty plot stays empty',
})
const checkBare = check({
  name: 'check-bare',
  takes: z.strictObject({ plot: z.string() }),
  gives: z.strictObject({ plot: z.string() }),
  throws: [],
  needs: p => [notes(p, 's3:GetObject'), bucket(p)],
})
const announce = contract({
  name: 'announce',
  effect: 'reads',
  takes: z.strictObject({ topic: z.string(), height: z.int() }),
  gives: z.strictObject({ announced: z.int() }),
  throws: [],
  needs: p => [allow('sns:Publish', [arns(p).topic(p.muster.topic)])],
  again: 'says it twice',
})

export const garden = scenario(
  'garden',
  {
    title: 'Garden',
    summary: 'Plant, wait, announce.',
    objectives: { rto: 3600, rpo: {} },
    requests: { recover: z.strictObject({ requestedBy: z.string().nullable() }), drill: z.strictObject({}) },
  },
  runbook =>
    runbook
      .phase('Plant')
      .step('seed', 'Plant the seed', plantSeed, () => ({ plot: 'one' }))
      .undo('Uproot it', uproot, () => ({ plot: 'one' }), { until: until(checkBare, () => ({ plot: 'one' }), 600) })
      .waitUntil('plant', 'It has grown', checkGrown, $ => ({ key: $.seed.key, until: 90 }), {
        expected: 90,
        within: 600,
      })
      .phase('Tell')
      .parallel('told', 'Tell everybody', {
        near: p =>
          p.step('near', 'Tell the neighbours', announce, $ => ({
            topic: $.platform.muster.topic,
            height: $.plant.height,
          })),
        far: p =>
          p
            .waitUntil('taller', 'It is taller still', checkGrown, $ => ({ key: $.seed.key, until: 200 }), {
              expected: 200,
              within: 600,
            })
            .step('far', 'Tell the world', announce, $ => ({
              topic: $.platform.muster.topic,
              height: $.taller.height,
            })),
      })
      .step('end', 'Tell how tall', announce, $ => ({
        topic: $.platform.muster.topic,
        height: $.told.far.taller.height,
      })),
)

interface Seed {
  readonly plantedAt: number
}

export const gardenVerbs = [
  implement(plantSeed, { store: controlStore }, async ({ plot }, { store, clock }) => {
    await store.write(`notes/${plot}`, { plantedAt: clock.now() } satisfies Seed, { onlyNew: true })
    return { key: `notes/${plot}` }
  }),
  implement(checkGrown, { store: controlStore }, async ({ key, until }, { store, clock }) => {
    const seed = await store.read<Seed>(key)
    if (!seed) return failed(RestoreFailed, `nothing grows at ${key}`)
    const age = Math.floor((clock.now() - seed.value.plantedAt) / 1000)
    return age >= until ? ready({ height: age }) : pending(`${age} s old`)
  }),
  implement(uproot, { store: controlStore }, async ({ plot }, { store }) => {
    await store.remove(`notes/${plot}`)
    return { uprooted: true }
  }),
  implement(checkBare, { store: controlStore }, async ({ plot }, { store }) => {
    const seed = await store.read<Seed>(`notes/${plot}`)
    return seed ? pending('still there') : ready({ plot })
  }),
  implement(announce, { topic }, async ({ topic: name, height }, { topic }) => {
    await topic.publish(name, { subject: 'It grows', message: { height } })
    return { announced: height }
  }),
].map(runnable => ({ runnable, handler: asLambda(runnable) }))
