// Validation by kind: what a new or changed object may not say.
import { equal, type KubernetesObject } from '../object.ts'
import { type Cause, immutable, invalidValue, required } from '../status.ts'
import { checkStatefulSet } from './stateful-sets.ts'
import { checkVolume, checkVolumeClaim } from './volumes.ts'
import { checkAutoscaler, checkCronJob, checkDeployment, checkJob, checkPod } from './workloads.ts'

/** Every fault of `object`; `before` is what it replaces. */
export function validate(object: KubernetesObject, before?: KubernetesObject): Cause[] {
  return [...checkMetadata(object, before), ...(checks[object.kind]?.(object, before) ?? [])]
}

type Check = (object: KubernetesObject, before: KubernetesObject | undefined) => Cause[]

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/

function checkMetadata({ kind, metadata }: KubernetesObject, before: KubernetesObject | undefined): Cause[] {
  const causes: Cause[] = []
  // Roles and bindings may have colons in their names (`system:node`).
  if (!kind.includes('Role') && (!subdomain.test(metadata.name) || metadata.name.length > 253)) {
    causes.push(invalidValue('metadata.name', metadata.name, 'a lowercase RFC 1123 subdomain is required'))
  }
  for (const value of Object.values(metadata.labels ?? {})) {
    if (value.length <= 63 && labelValue.test(value)) continue
    causes.push(invalidValue('metadata.labels', value, 'a valid label must be 63 characters or less of [-A-Za-z0-9_.]'))
  }
  if (before?.metadata.deletionTimestamp !== undefined) {
    const added = (metadata.finalizers ?? []).filter(each => !before.metadata.finalizers?.includes(each))
    if (added.length > 0) {
      causes.push({
        reason: 'FieldValueForbidden',
        field: 'metadata.finalizers',
        message: 'Forbidden: no new finalizers can be added if the object is being deleted',
      })
    }
  }
  return causes
}

function checkData(object: KubernetesObject, before: KubernetesObject | undefined): Cause[] {
  const causes: Cause[] = []
  for (const [key, value] of Object.entries((object.kind === 'Secret' ? object.data : undefined) ?? {})) {
    const plain = Buffer.from(String(value), 'base64').toString('base64')
    if (plain.replace(/=+$/, '') !== String(value).replace(/=+$/, '')) {
      causes.push(invalidValue(`data[${key}]`, '<value omitted>', 'illegal base64 data'))
    }
  }
  if (before === undefined) return causes
  if (object.type !== before.type) causes.push(immutable('type', object.type))
  if (before.immutable !== true) return causes
  for (const field of ['data', 'binaryData'] as const) {
    if (!equal(object[field], before[field])) {
      causes.push({
        reason: 'FieldValueForbidden',
        field,
        message: 'Forbidden: field is immutable when `immutable` is set',
      })
    }
  }
  return causes
}

function checkBinding(object: KubernetesObject, before: KubernetesObject | undefined): Cause[] {
  if (before === undefined || equal(object.roleRef, before.roleRef)) return []
  return [invalidValue('roleRef', object.roleRef, 'cannot change roleRef')]
}

function checkExternalSecret({ spec }: KubernetesObject): Cause[] {
  if (spec?.data?.length || spec?.dataFrom?.length) return []
  return [invalidValue('spec', spec ?? null, 'either data or dataFrom should be specified')]
}

const checkApplication: Check = ({ spec }) =>
  ['project', 'destination'].filter(field => spec?.[field] === undefined).map(field => required(`spec.${field}`))

const checks: Readonly<Record<string, Check>> = {
  Pod: checkPod,
  Deployment: checkDeployment,
  StatefulSet: checkStatefulSet,
  Job: checkJob,
  CronJob: checkCronJob,
  HorizontalPodAutoscaler: checkAutoscaler,
  Secret: checkData,
  ConfigMap: checkData,
  PersistentVolume: checkVolume,
  PersistentVolumeClaim: checkVolumeClaim,
  RoleBinding: checkBinding,
  ClusterRoleBinding: checkBinding,
  ExternalSecret: checkExternalSecret,
  Application: checkApplication,
}
