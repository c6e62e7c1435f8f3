// What would be deployed is what was rehearsed: the same definitions, the same statements, the same Kubernetes rules.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from '@jest/globals'
import type { Platform } from '../../domain/platform.ts'
import { modes } from '../../domain/run.ts'
import { stackId } from '../../infra/control-regions.ts'
import { groupsOf } from '../../lambdas/kubernetes-grants.ts'
import { arns } from '../../lambdas/needs.ts'
import { functionRoleName, homeRulesOf, kubernetesRulesOf, type Statement } from '../../lambdas/permissions.ts'
import { CloudWatch } from '../../sandbox/aws/cloudwatch/index.ts'
import { platformFor, usesOf } from '../../workflows/deployment.ts'
import { scenarios } from '../../workflows/index.ts'
import { machineName } from '../../workflows/language/asl/machine.ts'
import { platform, staged } from '../rehearsing.ts'
import { statementsIn, synthesise } from './deployed.ts'

const deployed = synthesise({ validated: false })

/** The template's own substitution, with the ARNs that its functions get. */
function deployedDefinition(stack: string, machine: string): string {
  const found = deployed
    .resources(stack)
    .find(
      ({ Type, Properties }) => Type === 'AWS::StepFunctions::StateMachine' && Properties.StateMachineName === machine,
    )
  const asset = readFileSync(join(deployed.folder, `asset.${found?.Properties.DefinitionS3Location.Key}`), 'utf8')
  const substitutions: Readonly<Record<string, string>> = found?.Properties.DefinitionSubstitutions
  return asset.replace(/\$\{(\w+)\}/g, (_, name: string) => substitutions[name] ?? `\${${name}}`)
}

/** Journals and operators' words, and the bucket in which they lie. */
const isOfRuns = (resource: string, { muster }: Platform): boolean =>
  `${resource}/runs/`.startsWith(`arn:aws:s3:::${muster.controlBucket}/runs/`)

test.each(scenarios.map(({ name }) => name))('%s is deployed as it was rehearsed', async name => {
  const scenario = scenarios.find(each => each.name === name)!
  const { runsIn: place = 'primary' } = scenario
  const view = platformFor(scenario, platform)
  const { world } = await staged({ scenario: name })
  // Until the clusters honour every access entry.
  await world.clock.run(world.clock.now() + 180_000)

  for (const mode of modes) {
    const machine = machineName(scenario, view, mode)
    const rehearsed = world.engine.describeStateMachine(arns(view).stateMachine(machine))
    expect(deployedDefinition(stackId({ place }, name), machine)).toBe(rehearsed.definition)

    for (const use of usesOf([scenario], mode)) {
      const role = functionRoleName(use.contract, view, mode)
      const template = deployed
        .resources(stackId({ place }, `verbs-${mode}`))
        .find(({ Type, Properties }) => Type === 'AWS::IAM::Role' && Properties.RoleName === role)
      const arn = arns(view).role(role)
      const granted = template ? statementsIn(template, 'needs') : []
      const rehearsedWith = (world.cloud.iam.role(arn)?.statements ?? []) as readonly Statement[]
      expect(granted).toEqual(expect.arrayContaining([...rehearsedWith]))
      // Another scenario of the region may have a verb record its result or heed the operator, and this one not.
      const more = granted.filter(each => !rehearsedWith.some(known => isDeepStrictEqual(known, each)))
      expect(more.flatMap(({ Resource }) => Resource).filter(each => !isOfRuns(each, view))).toEqual([])
      const groups = (speaks: boolean) => (speaks ? groupsOf(use.contract, mode) : [])
      const { clusterName } = view.kubernetes
      expect([arn, world.region.eks.identityOf(clusterName, arn)?.groups ?? []]).toEqual([
        arn,
        groups(kubernetesRulesOf(use, view, mode).length > 0),
      ])
      const { home } = world
      if (home)
        expect([arn, home.region.eks.identityOf(view.home.clusterName, arn)?.groups ?? []]).toEqual([
          arn,
          groups(homeRulesOf(use, view, mode).length > 0),
        ])
    }
  }
})

test('the flag that moves visitors is the one that was rehearsed: its alarm, and what Route 53 makes of it', async () => {
  const { world } = await staged({ scenario: 'region-failure' })
  const traffic = deployed.resources(stackId({ place: 'recovery' }, 'traffic'))
  const named = ({ Properties }: { readonly Properties: { readonly AlarmName?: string } }) =>
    platform.recovery.traffic.by === 'flag' && Properties.AlarmName === platform.recovery.traffic.alarm
  const made = new CloudWatch(world.cloud.surroundings(platform.regions.recovery))
  made.seed({ ...traffic.find(named)?.Properties, AlarmActions: [] })
  const { settings } = made.alarm(traffic.find(named)?.Properties.AlarmName) ?? {}
  made.stop()

  expect(settings).toBeDefined()
  expect(world.region.cloudwatch.alarm(traffic.find(named)?.Properties.AlarmName)?.settings).toEqual(settings)
})
