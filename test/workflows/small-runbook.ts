// A runbook with one of everything that a runbook may say, small enough to read its printed forms by eye. Contracts only.
import * as z from 'zod'
import { minutes, seconds } from '../../domain/duration.ts'
import { LockHeld } from '../../domain/errors.ts'
import { check, contract } from '../../lambdas/contract.ts'
import { allow, allowInCluster, arns } from '../../lambdas/needs.ts'
import { equal, instead, scenario, until } from '../../workflows/language/scenario.ts'

const verb = (name: string, needs: Parameters<typeof contract>[0]['needs'] = () => []) =>
  contract({
    name,
    effect: 'changes',
    takes: z.strictObject({}),
    gives: z.strictObject({ depth: z.int(), policy: z.enum(['hold', 'rollback']) }),
    throws: [LockHeld],
    needs,
    again: 'does it again | and no harm is done',
  })

const closeDoor = verb('close-door')
const lookDown = contract({
  ...verb('look-down', p => [
    allow(['rds-data:ExecuteStatement', 'rds:DescribeDBClusters'], [arns(p).cluster('cellar')]),
  ]),
  effect: 'reads',
  again: 'only looks',
})
const startPump = verb('start-pump', p => [
  allow(['rds:CreateDBInstance', 'rds:DescribeDBInstances'], [arns(p).instance('pump-*')]),
  allow('kms:CreateGrant', [p.database.kmsKeyId], {
    StringEquals: { 'kms:ViaService': ['rds.us-east-1.amazonaws.com'] },
  }),
  allow('backup:StartCopyJob', [arns(p, p.regions.recovery).vault('far')]),
])
const stopPump = verb('stop-pump', p => [allow('rds:DeleteDBInstance', [arns(p).instance('pump-*')])])
const keepPump = verb('keep-pump')
const moveShelf = verb('move-shelf', () => [
  allowInCluster({
    apiGroup: 'apps',
    resource: 'deployments/scale',
    verbs: ['get', 'patch'],
    namespace: 'cellar',
    names: ['shelf'],
  }),
])
const checkDry = check({
  name: 'check-dry',
  takes: z.strictObject({}),
  gives: z.strictObject({}),
  throws: [],
  needs: () => [],
})

const recover = z.strictObject({
  floodedAt: z.iso.datetime().describe('When the water came.'),
  approval: z.enum(['required', 'waived']).default('required'),
  hose: z
    .strictObject({ metres: z.int().min(1).max(40) })
    .nullable()
    .default(null)
    .describe('A longer hose, if there is one.'),
  asked: z.string().regex(/^\w+$/, 'a first name').nullable().default(null),
})

export const floodedCellar = scenario(
  'flooded-cellar',
  {
    title: 'Flooded cellar',
    summary: 'Water is in the cellar. Pump it out.',
    objectives: { rto: minutes(60), rpo: { shelf: minutes(5) } },
    requests: { recover, drill: z.strictObject({ asked: z.string().nullable().default(null) }) },
  },
  runbook =>
    runbook
      .step('door', 'Close the door', closeDoor, () => ({}), { skipsOn: [LockHeld] })
      .phase('Pump')
      .parallel('seen', 'Look and fetch', {
        depth: p => p.step('depth', 'Look how deep it is', lookDown, () => ({})),
        hose: p => p.step('hose', 'Fetch the hose', lookDown, () => ({})),
      })
      .only('recover', p =>
        p
          .approve('wet', 'Accept wet feet', {
            shows: $ => ({ depth: $.seen.depth.depth.depth }),
            waived: $ => equal($.request.approval, 'waived'),
            within: minutes(15),
            onSilence: 'stop',
          })
          .choose(
            'Shelf in the way?',
            $ => equal($.request.approval, 'required'),
            inner =>
              inner
                .step('shelf', 'Move the shelf', moveShelf, () => ({}))
                .undo('Move the shelf back', moveShelf, () => ({})),
          ),
      )
      .step('pump', 'Start the pump', startPump, () => ({}))
      .undo('Stop the pump', stopPump, () => ({}), {
        until: until(checkDry, () => ({}), minutes(20)),
        onceProved: instead('Leave the pump there', keepPump, () => ({})),
      })
      .waitUntil('dry', 'The cellar is dry', checkDry, () => ({}), { expected: minutes(30), within: minutes(50) })
      .proved()
      .only('recover', p => p.serving($ => $.pump.policy))
      .phase('Watch')
      .waitUntil('stays', 'It stays dry', checkDry, () => ({}), {
        expected: minutes(10),
        within: minutes(12),
        every: seconds(30),
        countsTowardsRto: false,
      }),
)
