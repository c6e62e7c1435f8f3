// Deploys machines and functions into the simulated AWS as CDK does into the real one: same text, same statements.
import { kebabToCamel } from '../domain/names.ts'
import { type Platform, platformName } from '../domain/platform.ts'
import { regionCode } from '../domain/platform-places.ts'
import type { Mode } from '../domain/run.ts'
import type { Contract } from '../lambdas/contract.ts'
import type { Environment } from '../lambdas/environment.ts'
import { arns } from '../lambdas/needs.ts'
import { functionName, functionRoleName, statementsOf, type Use } from '../lambdas/permissions.ts'
import { definitionOf, substituted, usesOf } from '../workflows/deployment.ts'
import { machineName } from '../workflows/language/asl/machine.ts'
import type { Scenario } from '../workflows/language/nodes.ts'
import type { Cloud } from './cloud.ts'
import type { Engine } from './engine/index.ts'
import { type Functions, type Handler, type LogLine, logTo } from './lambda.ts'

export interface DeployInto {
  readonly cloud: Cloud
  readonly engine: Engine
  readonly functions: Functions
  readonly platform: Platform
  readonly region: string
  /** Handlers by verb. */
  readonly handlers: ReadonlyMap<string, Handler>
  readonly logs: LogLine[]
  /** Beside those that every function has. */
  readonly settings?: Partial<Environment['settings']>
  /** Addresses of a name; functions of a world without names have no resolver. */
  readonly resolve?: (name: string) => readonly string[]
}

export const functionArn = (platform: Platform, region: string, name: string): string =>
  `arn:aws:lambda:${region}:${platform.account}:function:${name}`

export function deployScenarios(scenarios: readonly Scenario[], mode: Mode, into: DeployInto): void {
  for (const use of usesOf(scenarios, mode)) deployFunction(use, mode, into)
  for (const scenario of scenarios) deployMachine(scenario, mode, into)
}

export function deployFunction(use: Use, mode: Mode, into: DeployInto): void {
  const { cloud, functions, platform, region, handlers } = into
  const { contract } = use
  const handler = handlers.get(contract.name)
  if (!handler) throw new Error(`no handler for ${contract.name}`)
  const role = arns(platform, region).role(functionRoleName(contract, platform, mode))
  cloud.iam.addRole({ arn: role, trust: ['lambda.amazonaws.com'], statements: statementsOf(use, platform, mode) })
  const name = functionName(contract, platform, mode)
  functions.deploy({ name, handler, timeout: contract.timeout, environment: environmentOf(name, role, into) })
}

function deployMachine(scenario: Scenario, mode: Mode, { cloud, engine, platform, region }: DeployInto): void {
  const name = machineName(scenario, platform, mode)
  const roleArn = arns(platform, region).role(`${name}-${regionCode(region)}`)
  const uses = usesOf([scenario], mode)
  const arnOf = (contract: Contract) => functionArn(platform, region, functionName(contract, platform, mode))
  const byPlaceholder = new Map(uses.map(({ contract }) => [kebabToCamel(contract.name), arnOf(contract)]))
  cloud.iam.addRole({
    arn: roleArn,
    trust: ['states.amazonaws.com'],
    statements: [{ Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [...byPlaceholder.values()] }],
  })
  const definition = substituted(definitionOf(scenario, platform, mode), placeholder => {
    const arn = byPlaceholder.get(placeholder)
    if (!arn) throw new Error(`the definition of ${name} names \${${placeholder}}, which is no function of it`)
    return arn
  })
  engine.createStateMachine({ name, definition, roleArn })
}

function environmentOf(name: string, role: string, into: DeployInto): Environment {
  const { cloud, platform, region, logs, resolve, settings } = into
  const { clock, chance } = cloud.surroundings(region)
  const key = cloud.iam.accessKey(role)
  let drawn = 0
  return {
    clock,
    region,
    accountId: platform.account,
    settings: {
      CONTROL_BUCKET: platform.muster.controlBucket,
      EVIDENCE_BUCKET: platform.muster.evidenceBucket,
      PLATFORM: platformName(platform),
      ...settings,
    },
    log: logTo(logs, clock),
    chance: () => chance.of('jitter', name, drawn++),
    opaqueId: () => chance.hex(32, 'opaque', name, drawn++),
    ...(resolve && { resolve: async name => resolve(name) }),
    requestHandler: cloud.transport,
    credentials: key,
  }
}
