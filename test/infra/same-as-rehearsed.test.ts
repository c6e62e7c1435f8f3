// What would be deployed is what was rehearsed: the same definitions, the same statements, the same Kubernetes rules.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { modes } from '../../domain/run.ts'
import { groupsOf } from '../../lambdas/kubernetes-grants.ts'
import { functionRoleName, kubernetesRulesOf } from '../../lambdas/permissions.ts'
import { usesOf } from '../../workflows/deployment.ts'
import { scenarios } from '../../workflows/index.ts'
import { machineName } from '../../workflows/language/asl/machine.ts'
import { platform, staged } from '../rehearsing.ts'
import { statementsIn, synthesise } from './deployed.ts'

const deployed = synthesise({ validated: false })
const region = platform.regions.primary

/** The template's own substitution, with the ARNs that its functions get. */
function deployedDefinition(scenario: string, machine: string): string {
  const found = deployed
    .resources(scenario)
    .find(
      ({ Type, Properties }) => Type === 'AWS::StepFunctions::StateMachine' && Properties.StateMachineName === machine,
    )
  const asset = readFileSync(join(deployed.folder, `asset.${found?.Properties.DefinitionS3Location.Key}`), 'utf8')
  const substitutions: Readonly<Record<string, string>> = found?.Properties.DefinitionSubstitutions
  return asset.replace(/\$\{(\w+)\}/g, (_, name: string) => substitutions[name] ?? `\${${name}}`)
}

test.each(scenarios.map(({ name }) => name))('%s is deployed as it was rehearsed', async name => {
  const scenario = scenarios.find(each => each.name === name)!
  const { world } = await staged({ scenario: name })
  // Until the cluster honours every access entry.
  await world.clock.run(world.clock.now() + 180_000)

  for (const mode of modes) {
    const machine = machineName(scenario, platform, mode)
    const rehearsed = world.engine.describeStateMachine(
      `arn:aws:states:${region}:${platform.account}:stateMachine:${machine}`,
    )
    expect(deployedDefinition(name, machine)).toBe(rehearsed.definition)

    for (const use of usesOf([scenario], mode)) {
      const role = functionRoleName(use.contract, platform, mode)
      const template = deployed
        .resources(`verbs-${mode}`)
        .find(({ Type, Properties }) => Type === 'AWS::IAM::Role' && Properties.RoleName === role)
      const arn = `arn:aws:iam::${platform.account}:role/${role}`
      expect(template && statementsIn(template, 'needs')).toEqual(world.cloud.iam.role(arn)?.statements ?? [])
      const speaks = kubernetesRulesOf(use, platform, mode).length > 0
      const identity = world.region.eks.identityOf(platform.kubernetes.clusterName, arn)
      expect(identity?.groups ?? []).toEqual(speaks ? groupsOf(use.contract, mode) : [])
    }
  }
})
