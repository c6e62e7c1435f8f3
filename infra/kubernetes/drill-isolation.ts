// A second fence around drills: whatever RBAC may allow one day, they write only their own objects in their namespace.
import { RUN_LABEL } from '../../domain/kubernetes-labels.ts'
import type { Platform } from '../../domain/platform.ts'
import { modeGroup } from '../../lambdas/kubernetes-grants.ts'
import type { KubernetesNeed } from '../../lambdas/needs.ts'
import { kubernetesRulesOf, type Use } from '../../lambdas/permissions.ts'
import type { Manifest } from './rbac.ts'

const NAME = 'muster-drill-isolation'
const ADMISSION = 'admissionregistration.k8s.io/v1'
/** Asking what one may do is a CREATE that changes nothing. */
const REVIEWS = ['authentication.k8s.io', 'authorization.k8s.io']
const READS = ['get', 'list', 'watch']

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
      need => changes(need) && need.namespace !== namespace,
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

const changes = ({ apiGroup, verbs }: KubernetesNeed): boolean =>
  !REVIEWS.includes(apiGroup) && verbs.some(verb => !READS.includes(verb))

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
          expression: `has(request.namespace) && request.namespace == '${namespace}'`,
          message: `a drill may change objects in the namespace ${namespace} only`,
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
