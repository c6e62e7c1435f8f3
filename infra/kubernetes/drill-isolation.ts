// A second fence around drills: whatever RBAC may allow one day, they write only their own objects in their namespace.
import { RUN_LABEL } from '../../domain/kubernetes-labels.ts'
import type { Platform } from '../../domain/platform.ts'
import { modeGroup } from '../../lambdas/kubernetes-grants.ts'
import type { KubernetesNeed } from '../../lambdas/needs.ts'
import { homeRulesOf, kubernetesRulesOf, type Use } from '../../lambdas/permissions.ts'
import type { Manifest } from './rbac.ts'

const NAME = 'muster-drill-isolation'
const ADMISSION = 'admissionregistration.k8s.io/v1'
/** Asking what one may do is a CREATE that changes nothing. */
const REVIEWS = ['authentication.k8s.io', 'authorization.k8s.io']
const READS = ['get', 'list', 'watch']
const VOLUMES = "request.resource.group == '' && request.resource.resource == 'persistentvolumes'"

/**
 * @throws when a contract asks to change anything outside the drill's namespace in drill mode: such a deployment would
 *   let a drill touch production, and the admission policy would refuse it at the worst moment.
 */
export function checkDrillStaysInside(uses: readonly Use[], platform: Platform): void {
  const { namespace } = platform.drill
  if (namespace === platform.kubernetes.namespace) {
    throw new Error(
      `drill.namespace: given ${namespace}, which is production's (kubernetes.namespace); give drills their own`,
    )
  }
  for (const use of uses) {
    const outside = kubernetesRulesOf(use, platform, 'drill').filter(
      need => changes(need) && need.namespace !== namespace && !isVolume(need),
    )
    if (outside.length === 0) continue
    const asked = outside.map(
      need => `${need.verbs.join('/')} ${need.resource} in ${need.namespace ?? 'the whole cluster'}`,
    )
    throw new Error(
      `${use.contract.name}: a drill may change nothing outside ${namespace}, but it asks to ${asked.join(', ')}`,
    )
  }
}

/** @throws when a drill of the recovery region asks to change anything in production's cluster. */
export function checkDrillKeepsAway(uses: readonly Use[], platform: Platform): void {
  for (const use of uses) {
    const changing = homeRulesOf(use, platform, 'drill').filter(changes)
    if (changing.length === 0) continue
    const asked = changing.map(need => `${need.verbs.join('/')} ${need.resource}`)
    throw new Error(
      `${use.contract.name}: a drill may change nothing in the primary region, but it asks to ${asked.join(', ')}`,
    )
  }
}

const changes = ({ apiGroup, verbs }: KubernetesNeed): boolean =>
  !REVIEWS.includes(apiGroup) && verbs.some(verb => !READS.includes(verb))

/** Volumes belong to no namespace, and a drill mounts what it restored by one: which it may touch the policy says. */
const isVolume = ({ apiGroup, resource, verbs }: KubernetesNeed): boolean =>
  apiGroup === '' && resource === 'persistentvolumes' && !verbs.some(verb => ['patch', 'update'].includes(verb))

/** Reserved for a claim of the drill's namespace, kept when that goes, and never production's file system. */
function volumeOfDrill(object: string, { drill, files }: Platform): string {
  const spec = `${object}.spec`
  const rules = [
    `has(${spec}.claimRef) && ${spec}.claimRef.namespace == '${drill.namespace}'`,
    `${spec}.persistentVolumeReclaimPolicy == 'Retain'`,
    `has(${spec}.csi) && !${spec}.csi.volumeHandle.contains('${files.fileSystemId}')`,
  ]
  return `(${object} == null || (${rules.join(' && ')}))`
}

const labelled = (object: string): string =>
  `${object} == null || (has(${object}.metadata) && has(${object}.metadata.labels) && '${RUN_LABEL}' in ${object}.metadata.labels)`

/**
 * Limits the drill's group and nobody else. Subresources such as `scale` carry no labels and are refused as well.
 * Kubernetes 1.30 or newer (kubernetes.io, Validating Admission Policy).
 */
export function drillIsolation(platform: Platform): readonly Manifest[] {
  const { namespace } = platform.drill
  const policy: Manifest = {
    apiVersion: ADMISSION,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: NAME },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ['*'],
            apiVersions: ['*'],
            operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
            resources: ['*/*'],
          },
        ],
        excludeResourceRules: [{ apiGroups: REVIEWS, apiVersions: ['*'], operations: ['CREATE'], resources: ['*'] }],
      },
      // A condition that fails to evaluate would refuse everybody: a caller without groups must pass by it.
      matchConditions: [
        {
          name: 'drill',
          expression: `has(request.userInfo.groups) && '${modeGroup('drill')}' in request.userInfo.groups`,
        },
      ],
      validations: [
        {
          expression: `(has(request.namespace) && request.namespace == '${namespace}') || (${VOLUMES} && ${volumeOfDrill('object', platform)} && ${volumeOfDrill('oldObject', platform)})`,
          message: `a drill may change objects in the namespace ${namespace} only, and volumes that are reserved for it`,
        },
        { expression: labelled('object'), message: `a drill may write only objects labelled ${RUN_LABEL}` },
        { expression: labelled('oldObject'), message: `a drill may change only objects labelled ${RUN_LABEL}` },
        {
          expression: `object == null || oldObject == null || object.metadata.labels['${RUN_LABEL}'] == oldObject.metadata.labels['${RUN_LABEL}']`,
          message: 'an object stays with the run that made it',
        },
      ],
    },
  }
  const binding: Manifest = {
    apiVersion: ADMISSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: NAME },
    spec: { policyName: NAME, validationActions: ['Deny'] },
  }
  return [policy, binding]
}
