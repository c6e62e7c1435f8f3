// Two regions, each deployed so that it stands alone: what differs, what must not clash, and what they know of each other.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { App, type Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { modes } from '../../domain/run.ts'
import { controlRegions } from '../../infra/control-regions.ts'
import { withoutBundling } from '../../infra/function-code.ts'
import { checkDrillKeepsAway } from '../../infra/kubernetes/drill-isolation.ts'
import { manifestsOfBoth } from '../../infra/kubernetes-access.ts'
import { musterApp } from '../../infra/muster-app.ts'
import { readPlatform } from '../../infra/platform-file.ts'
import { HomeAccessStack } from '../../infra/stacks/home-access.ts'
import { chatDoors } from '../../lambdas/chat-doors.ts'
import { allowInCluster } from '../../lambdas/needs.ts'
import { functionName, functionRoleName, homeRulesOf, type Use } from '../../lambdas/permissions.ts'
import { usesOf } from '../../workflows/deployment.ts'
import { scenarios } from '../../workflows/index.ts'
import { east, recovery, west } from './both-regions-deployed.ts'
import { platform } from './deployed.ts'
import { deployed, ofType } from './deployed-parts.ts'
import { startProbe } from './sample-scenario.ts'

const inRecovery = deployed.stacks.filter(id => id.startsWith('recovery-'))

interface Artifact {
  readonly environment?: string
  readonly dependencies?: readonly string[]
  readonly properties?: { readonly stackName?: string }
}

const manifest = JSON.parse(readFileSync(join(deployed.folder, 'manifest.json'), 'utf8')) as {
  readonly artifacts: Readonly<Record<string, Artifact>>
}

describe('The two regions', () => {
  test('have the same stacks under the same names, but for those that only one of them needs', () => {
    const of = (id: string) => manifest.artifacts[id]
    for (const id of deployed.stacks)
      expect(of(id)?.environment).toBe(`aws://${platform.account}/${id.startsWith('recovery-') ? west : east}`)
    const alike = inRecovery.filter(id => deployed.stacks.includes(id.replace('recovery-', '')))
    for (const id of alike)
      expect(of(id)?.properties?.stackName).toBe(of(id.replace('recovery-', ''))?.properties?.stackName)
    const elsewhere = scenarios.filter(({ runsIn }) => runsIn === 'recovery').map(({ name }) => `recovery-${name}`)
    expect(inRecovery.filter(id => !alike.includes(id)).sort()).toEqual(
      [...elsewhere, 'recovery-chat', 'recovery-traffic'].sort(),
    )
    expect(deployed.stacks).toContain('heartbeat')
  })

  test('share no name that the account has only once', () => {
    const global = ['AWS::IAM::Role', 'AWS::S3::Bucket'].flatMap(type =>
      deployed.stacks.flatMap(stack =>
        ofType(stack, type).flatMap(({ Properties }) => Properties.RoleName ?? Properties.BucketName ?? []),
      ),
    )
    expect(global.length).toBeGreaterThan(100)
    expect(global.filter((name, at) => global.indexOf(name) !== at)).toEqual([])
  })

  test('wait for nothing of each other, except that the primary region admits roles that exist', () => {
    for (const id of inRecovery) {
      const stacks = (manifest.artifacts[id]?.dependencies ?? []).filter(each => deployed.stacks.includes(each))
      expect(stacks.filter(each => !each.startsWith('recovery-'))).toEqual([])
    }
    for (const stack of deployed.stacks) {
      const text = readFileSync(join(deployed.folder, `${stack}.template.json`), 'utf8')
      expect(text).not.toMatch(/Fn::ImportValue|Custom::Cross|"Export"/)
    }
  })

  test('deploy every scenario where the platform may have to live one day', () => {
    const machines = (stack: string) => ofType(stack, 'AWS::StepFunctions::StateMachine').length
    for (const { name } of recovery.scenarios) expect(machines(`recovery-${name}`)).toBe(modes.length)
  })
})

const chatFunctions = chatDoors.map(({ contract }) => functionName(contract, recovery.platform, 'recover'))

/** The only ones that look at the other region, each tried once and for some seconds; what comes of it decides nothing. */
const REACHING_OUT: Readonly<Record<string, string>> = {
  'look-at-home': 'who holds the lock there is shown, and overridden when nobody answers',
  'fence-home': 'stops WordPress there if it can, and says whether it could',
  'unfence-home': 'gives WordPress back what fencing took, or says that it could not',
  'check-region-window': 'fences again, while people decide, when the region comes back',
  'slack-work': 'shows and passes on what concerns runs there, and says when nobody answers',
  announce: 'adds what records there say to a run that was told of, and is tried again when nobody answers',
  'replicate-secrets': 'undoes the promotion of secrets, or names what must be replicated by hand',
}

interface Reach {
  readonly stack: string
  readonly verb: string
}

const reachingOut: readonly Reach[] = inRecovery.flatMap(stack =>
  ofType(stack, 'AWS::IAM::Role')
    .filter(({ Properties }) => JSON.stringify(Properties.Policies).includes(east))
    .map(({ Properties }) => ({
      stack,
      verb: /^Muster, \w+: what lambdas\/([\w-]+)/.exec(Properties.Description)?.[1] ?? Properties.Description,
    })),
)

describe('The recovery region', () => {
  test('gives its functions no setting of the other region', () => {
    const functions = inRecovery.flatMap(stack => ofType(stack, 'AWS::Lambda::Function'))
    expect(functions.length).toBeGreaterThan(50)
    for (const { Properties } of functions) {
      const { CHAT, ...settings } = Properties.Environment.Variables
      expect(JSON.stringify(settings)).not.toContain(east)
      expect(JSON.stringify(Properties.Code)).not.toContain(east)
      // Runs of both regions are spoken of in chat; what is not reached there is said, and hides nothing of the other.
      expect(CHAT !== undefined).toBe(chatFunctions.includes(Properties.FunctionName))
      expect(settings).toMatchObject({
        CONTROL_BUCKET: platform.recovery.muster.controlBucket,
        EVIDENCE_BUCKET: platform.recovery.muster.evidenceBucket,
      })
    }
  })

  test('lets nobody reach out but those who can do without an answer, and no drill at all', () => {
    expect(reachingOut.map(({ verb }) => verb).sort()).toEqual(Object.keys(REACHING_OUT).sort())
    expect(new Set(reachingOut.map(({ stack }) => stack))).toEqual(new Set(['recovery-verbs-recover', 'recovery-chat']))
    for (const mode of modes)
      for (const use of usesOf(recovery.scenarios, mode)) {
        const reaches = homeRulesOf(use, recovery.platform, mode).length > 0
        if (reaches)
          expect([mode, Object.keys(REACHING_OUT)]).toEqual(['recover', expect.arrayContaining([use.contract.name])])
      }
  })

  test('is entered, in the cluster of the primary region, only by functions that ask for it, as members of their groups', () => {
    const use: Use = {
      contract: {
        ...startProbe,
        needs: () => [allowInCluster({ apiGroup: 'apps', resource: 'deployments', verbs: ['patch'], where: 'home' })],
      },
      records: false,
      heeds: false,
    }
    const { platform: view } = recovery
    const stack = new HomeAccessStack(new App(), 'home', { platform: view, visitors: [{ use, mode: 'recover' }] })
    Template.fromStack(stack).hasResourceProperties('AWS::EKS::AccessEntry', {
      ClusterName: platform.kubernetes.clusterName,
      PrincipalArn: `arn:aws:iam::${platform.account}:role/${functionRoleName(use.contract, view, 'recover')}`,
      KubernetesGroups: ['muster-recover', 'muster-recover:start-probe'],
    })
    expect(() => checkDrillKeepsAway([use], view)).toThrow('a drill may change nothing in the primary region')
  })

  test('has its own manifests, and those of the primary cluster let in whoever reaches out', () => {
    const programs = { 'copy-back': 'one', 'look-at-store': 'two' }
    const both = manifestsOfBoth(controlRegions(platform, scenarios), programs)
    expect(Object.keys(both)).toEqual([platform.kubernetes.clusterName, platform.recovery.kubernetes.clusterName])
    const visitors = modes.flatMap(mode =>
      usesOf(scenarios, mode).filter(use => homeRulesOf(use, recovery.platform, mode).length > 0),
    )
    const files = Object.keys(both[platform.kubernetes.clusterName] ?? {})
    expect(files.includes('4-access-from-recovery.yaml')).toBe(visitors.length > 0)
    expect(deployed.stacks.includes('home-access')).toBe(visitors.length > 0)
  })
})

test('Regions that change places find their stacks again', () => {
  const { regions: given } = platform
  const swapped = { ...platform, regions: { primary: given.recovery, recovery: given.primary } }
  const app = musterApp({ platform: swapped, scenarios: [], code: withoutBundling })
  const shared = app.node.findChild('shared') as Stack
  expect([shared.region, shared.stackName]).toEqual([
    west,
    manifest.artifacts['recovery-shared']?.properties?.stackName,
  ])
})

test('The page on the recovery region speaks of fields and stacks that exist', () => {
  const page = readFileSync('docs/recovery-region.md', 'utf8')
  const examples = ['platforms/example.yaml', 'platforms/example-pilot-light.yaml'].map(readPlatform)
  const fields = [...page.matchAll(/`((?:recovery|database|files|monitoring|kubernetes)\.[\w.[\]]+)[`:]/g)].map(
    ([, path = '']) => path,
  )
  const has = (platform: object, path: string) =>
    path
      .replaceAll('[]', '.0')
      .split('.')
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], platform) !== undefined
  expect(fields.length).toBeGreaterThan(20)
  expect(fields.filter(path => !examples.some(platform => has(platform, path)))).toEqual([])
  for (const stack of ['recovery-traffic', 'heartbeat', 'home-access']) {
    expect(page).toContain(`\`${stack}\``)
    expect(deployed.stacks).toContain(stack)
  }
})
