// The app of both regions, synthesised once for all test files of a worker, and how its machines, functions and roles are found.
import type { Platform } from '../../domain/platform.ts'
import type { Place } from '../../domain/platform-places.ts'
import { type Mode, modes } from '../../domain/run.ts'
import { controlRegions, stackId } from '../../infra/control-regions.ts'
import { functionRoleName, type Use } from '../../lambdas/permissions.ts'
import { usesOf } from '../../workflows/deployment.ts'
import { deployedScenarios, platform, type Resource, synthesise } from './deployed.ts'

export const deployed = synthesise({ validated: false })
export const ofType = (stack: string, type: string): readonly Resource[] =>
  deployed.resources(stack).filter(({ Type }) => Type === type)

export const named = (resources: readonly Resource[], property: string, name: string): Resource => {
  const found = resources.find(({ Properties }) => Properties[property] === name)
  if (!found) throw new Error(`nothing is deployed with the ${property} ${name}`)
  return found
}

export const regions = controlRegions(platform, deployedScenarios)

/** Each with its control region, whose `platform` is the platform as it is seen from there. */
export const machines = regions.flatMap(region =>
  region.scenarios.flatMap(scenario =>
    modes.map(mode => ({ scenario, mode, place: region.place, platform: region.platform })),
  ),
)

export const functions = regions.flatMap(region =>
  modes.flatMap(mode =>
    usesOf(region.scenarios, mode).map(use => ({ use, mode, place: region.place, platform: region.platform })),
  ),
)

export const verbsOf = (each: { readonly place: Place; readonly mode: Mode }): string =>
  stackId(each, `verbs-${each.mode}`)

interface Deployed {
  readonly use: Use
  readonly mode: Mode
  readonly place: Place
  readonly platform: Platform
}

export const roleIn = (stack: string, { use, platform, mode }: Pick<Deployed, 'use' | 'platform' | 'mode'>): Resource =>
  named(ofType(stack, 'AWS::IAM::Role'), 'RoleName', functionRoleName(use.contract, platform, mode))

export const roleOf = (each: Deployed): Resource => roleIn(verbsOf(each), each)
