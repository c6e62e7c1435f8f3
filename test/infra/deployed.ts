// The app that tests look at, synthesised: no bundling, no network, templates by stack.
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'aws-cdk-lib'
import type { Platform } from '../../domain/platform.ts'
import { withoutBundling } from '../../infra/function-code.ts'
import { musterApp } from '../../infra/muster-app.ts'
import { readPlatform } from '../../infra/platform-file.ts'
import type { Statement } from '../../lambdas/permissions.ts'
import { scenarios } from '../../workflows/index.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'
import { sampleScenario } from './sample-scenario.ts'

export const platform: Platform = readPlatform('platforms/example.yaml')

/** The real ones as they come, and a small one that has something of everything. */
export const deployedScenarios: readonly Scenario[] = [...scenarios, sampleScenario]

export interface Resource {
  readonly Type: string
  // biome-ignore lint/suspicious/noExplicitAny: each type of resource has properties of its own.
  readonly Properties: any
}

export interface Deployed {
  readonly app: App
  readonly folder: string
  /** Resources of a stack, by logical id. */
  readonly resources: (stack: string) => readonly Resource[]
  readonly templateBytes: (stack: string) => number
  readonly stacks: readonly string[]
}

/** @param validated false leaves out CloudFormation's rules, which take 5 s: one test file that holds the templates against them is enough */
export function synthesise({ validated = true } = {}): Deployed {
  const folder = mkdtempSync(join(tmpdir(), 'muster-infra-'))
  if (!validated) process.env.CDK_VALIDATION = 'false'
  const app = musterApp({ platform, scenarios: deployedScenarios, code: withoutBundling, outdir: folder })
  const stacks = app.synth().stacks.map(stack => stack.id)
  const text = (stack: string): string => readFileSync(join(folder, `${stack}.template.json`), 'utf8')
  return {
    app,
    folder,
    stacks,
    resources: once((stack: string) => Object.values(JSON.parse(text(stack)).Resources)),
    templateBytes: stack => Buffer.byteLength(text(stack)),
  }
}

/** Hundreds of tests ask the same few things. */
export function once<K extends string, T>(made: (name: K) => T): (name: K) => T {
  const known = new Map<K, T>()
  return name => {
    const value = known.get(name) ?? made(name)
    known.set(name, value)
    return value
  }
}

type Written = Readonly<Record<'Action' | 'Resource', string | readonly string[]>> & Pick<Statement, 'Condition'>

const list = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value)

/** The statements of one inline policy of a role, with single values as lists again. */
export function statementsIn(role: Resource, policy: string): readonly Statement[] {
  const found = (role.Properties.Policies ?? []).find((each: { PolicyName: string }) => each.PolicyName === policy)
  const statements: readonly Written[] = found?.PolicyDocument.Statement ?? []
  return statements.map(({ Action, Resource, Condition }) => ({
    Effect: 'Allow',
    Action: list(Action),
    Resource: list(Resource),
    ...(Condition && { Condition }),
  }))
}
