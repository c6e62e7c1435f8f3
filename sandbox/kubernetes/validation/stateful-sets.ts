// Validation of StatefulSets: what an update may change, and no more (aws-behaviour C25).
import { equal, type KubernetesObject } from '../object.ts'
import { matches } from '../selectors.ts'
import { type Cause, forbiddenField, invalidValue, required } from '../status.ts'
import { checkCount, checkTemplate } from './workloads.ts'

const changeable = [
  ...['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit'],
  ...['persistentVolumeClaimRetentionPolicy', 'minReadySeconds'],
]

export function checkStatefulSet({ spec }: KubernetesObject, before: KubernetesObject | undefined): Cause[] {
  if (spec === undefined) return [required('spec')]
  const causes = [
    ...checkCount('spec.replicas', spec.replicas),
    ...checkTemplate(withClaims(spec), 'spec.template', ['Always']),
  ]
  if (spec.selector === undefined) return [...causes, required('spec.selector')]
  if (!matches(spec.selector, spec.template?.metadata?.labels)) {
    const labels = spec.template?.metadata?.labels ?? null
    causes.push(invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'))
  }
  if (before === undefined) return causes
  const fields = new Set([...Object.keys(spec), ...Object.keys(before.spec)])
  const changed = [...fields].filter(field => !changeable.includes(field) && !equal(spec[field], before.spec[field]))
  if (changed.length === 0) return causes
  const allowed = changeable.map(field => `'${field}'`).join(', ')
  return [
    ...causes,
    forbiddenField('spec', `updates to statefulset spec for fields other than ${allowed} are forbidden`),
  ]
}

/** A claim template is a volume of its name in every pod, which mounts may name. */
function withClaims({ template, volumeClaimTemplates = [] }: KubernetesObject['spec']): KubernetesObject['spec'] {
  if (template?.spec === undefined) return template
  const claimed = volumeClaimTemplates.map(({ metadata }: KubernetesObject) => ({ name: metadata.name }))
  return { ...template, spec: { ...template.spec, volumes: [...(template.spec.volumes ?? []), ...claimed] } }
}
