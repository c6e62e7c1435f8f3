// What may be done in the cluster: exactly what contracts need, and for drills a fence besides.
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseAllDocuments } from 'yaml'
import { modes } from '../../domain/run.ts'
import { checkDrillStaysInside } from '../../infra/kubernetes/drill-isolation.ts'
import { bundlePrograms } from '../../infra/kubernetes/programs.ts'
import { type Manifest, rbacManifests } from '../../infra/kubernetes/rbac.ts'
import { kubernetesManifests, writeKubernetesManifests } from '../../infra/kubernetes-access.ts'
import { readPlatform } from '../../infra/platform-file.ts'
import { allowInCluster, type KubernetesNeed } from '../../lambdas/needs.ts'
import { kubernetesRulesOf, type Use } from '../../lambdas/permissions.ts'
import { usesOf } from '../../workflows/deployment.ts'
import { scenarios } from '../../workflows/index.ts'
import { sampleScenario, startProbe } from './sample-scenario.ts'

const platform = readPlatform('platforms/example.yaml')
const all = [...scenarios, sampleScenario]
const programs = await bundlePrograms()

interface Rule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly verbs: readonly string[]
}

/** Each single permission as a line: where, what, which and how. */
const asked = (needs: readonly KubernetesNeed[]): readonly string[] =>
  needs.flatMap(({ namespace = '', apiGroup, resource, names = ['*'], verbs }) =>
    names.flatMap(name => verbs.map(verb => `${namespace}|${apiGroup}|${resource}|${name}|${verb}`)),
  )

const granted = (manifests: readonly Manifest[]): readonly string[] =>
  manifests
    .filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole')
    .flatMap(({ metadata, rules }) =>
      (rules as readonly Rule[]).flatMap(({ apiGroups, resources, resourceNames, verbs }) =>
        asked([
          {
            kind: 'kubernetes',
            apiGroup: apiGroups.join(),
            resource: resources.join(),
            verbs,
            ...(metadata.namespace && { namespace: metadata.namespace }),
            ...(resourceNames && { names: resourceNames }),
          },
        ]),
      ),
    )

const using = (needs: readonly KubernetesNeed[]): Use => ({
  contract: { ...startProbe, effect: 'reads', needs: () => needs },
  records: false,
  heeds: false,
})

const word = (...words: readonly string[]) => fc.constantFrom(...words)
const someNeed = fc
  .record({
    apiGroup: word('', 'apps', 'batch'),
    resource: word('pods', 'deployments', 'deployments/scale'),
    verbs: fc.uniqueArray(word('get', 'list', 'patch', 'create'), { minLength: 1 }),
    namespace: fc.option(word('wordpress', 'muster-drill'), { nil: undefined }),
    names: fc.option(fc.uniqueArray(word('a', 'b'), { minLength: 1 }), { nil: undefined }),
  })
  .map(allowInCluster)

test('roles allow what contracts need, to the letter, however needs are spread over verbs', () => {
  fc.assert(
    fc.property(fc.array(someNeed, { maxLength: 8 }), needs => {
      const manifests = rbacManifests(
        needs.map(need => using([need])),
        platform,
        'recover',
      )

      expect([...new Set(granted(manifests))].sort()).toEqual([...new Set(asked(needs))].sort())
    }),
    { numRuns: 100 },
  )
})

test.each(modes)('in %s each function is bound to its own role, which allows what its contract says', mode => {
  for (const use of usesOf(all, mode)) {
    const manifests = rbacManifests([use], platform, mode)
    const roles = manifests.filter(({ kind }) => kind.endsWith('Role'))
    const bindings = manifests.filter(({ kind }) => kind.endsWith('Binding'))
    const name = `muster-${mode}:${use.contract.name}`

    expect([...new Set(granted(manifests))].sort()).toEqual(
      [...new Set(asked(kubernetesRulesOf(use, platform, mode)))].sort(),
    )
    expect(bindings.map(({ kind, metadata }) => [kind, metadata])).toEqual(
      roles.map(({ kind, metadata }) => [`${kind}Binding`, metadata]),
    )
    for (const { subjects, roleRef, kind } of bindings) {
      expect(subjects).toEqual([{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name }])
      expect(roleRef).toMatchObject({ kind: kind.replace('Binding', ''), name })
    }
  }
})

test('a drill that could change production is not deployed', () => {
  const needs = (need: Omit<KubernetesNeed, 'kind'>) => [using([allowInCluster(need)])]
  const check = (uses: readonly Use[]) => () => checkDrillStaysInside(uses, platform)
  const deployments = { apiGroup: 'apps', resource: 'deployments' }

  expect(check(needs({ ...deployments, verbs: ['get', 'patch'], namespace: 'wordpress' }))).toThrow(
    'start-probe: a drill may change nothing outside muster-drill, but it asks to get/patch deployments in wordpress',
  )
  expect(check(needs({ apiGroup: '', resource: 'namespaces', verbs: ['delete'] }))).toThrow('in the whole cluster')
  expect(check(needs({ ...deployments, verbs: ['get', 'list', 'watch'], namespace: 'wordpress' }))).not.toThrow()
  expect(check(needs({ ...deployments, verbs: ['create'], namespace: 'muster-drill' }))).not.toThrow()
  expect(check(usesOf(all, 'drill'))).not.toThrow()
})

test('a drill in the namespace of production is refused', () => {
  const drill = { ...platform.drill, namespace: platform.kubernetes.namespace }

  expect(() => checkDrillStaysInside([], { ...platform, drill })).toThrow("which is production's")
})

test('the fence stops drills and no one else, fails closed, and asks for the label that runs put on their objects', () => {
  const [policy, binding] = kubernetesManifests(all, platform, programs)['1-drill-isolation.yaml'] ?? []
  const spec = policy?.spec as Record<'failurePolicy' | 'matchConditions' | 'validations', unknown>

  expect(spec.failurePolicy).toBe('Fail')
  expect(spec.matchConditions).toEqual([
    { name: 'drill', expression: "has(request.userInfo.groups) && 'muster-drill' in request.userInfo.groups" },
  ])
  expect(JSON.stringify(spec.validations)).toContain("request.namespace == 'muster-drill'")
  expect(JSON.stringify(spec.validations)).toContain("'muster/run' in object.metadata.labels")
  expect(binding?.spec).toEqual({ policyName: policy?.metadata.name, validationActions: ['Deny'] })
})

test('what is written can be applied in the order of the files, and says what was meant', () => {
  const manifests = kubernetesManifests(all, platform, programs)
  const files = writeKubernetesManifests(manifests, mkdtempSync(join(tmpdir(), 'muster-kubernetes-')))
  const read = files.map(file => parseAllDocuments(readFileSync(file, 'utf8')).map(document => document.toJS()))

  expect(files.map(file => file.split('/').at(-1))).toEqual([
    '0-drill-namespace.yaml',
    '1-drill-isolation.yaml',
    '2-access-recover.yaml',
    '2-access-drill.yaml',
    '3-programs.yaml',
  ])
  expect(read).toEqual(Object.values(manifests))
})

test('the programs of Jobs lie where Jobs look for them, whole and labelled with their version', () => {
  const manifests = kubernetesManifests(all, platform, programs)['3-programs.yaml'] ?? []
  const maps = manifests.filter(({ kind }) => kind === 'ConfigMap')
  const place = ({ metadata }: Manifest) => `${metadata.namespace}/${metadata.name}`

  expect(maps.map(place)).toEqual([
    'wordpress/muster-copy-back',
    'muster-drill/muster-copy-back',
    'muster-drill/muster-look-at-store',
  ])
  for (const map of maps) {
    const [text = ''] = Object.values(map.data as Record<string, string>)
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000)
    // Everything but Node's own modules is within.
    expect([...text.matchAll(/from"([^"]+)"/g)].filter(([, name = '']) => !name.startsWith('node:'))).toEqual([])
  }
  expect(manifests.filter(({ kind }) => kind === 'ServiceAccount').map(place)).toEqual([
    'wordpress/muster-copy',
    'muster-drill/muster-copy',
  ])
})
