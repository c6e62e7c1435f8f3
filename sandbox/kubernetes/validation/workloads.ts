// Validation of pods and of what runs them.
import { parseSchedule } from '../controllers/cron.ts'
import { equal, type KubernetesObject } from '../object.ts'
import { matches } from '../selectors.ts'
import { type Cause, forbiddenField, immutable, invalidValue, required, unsupportedValue } from '../status.ts'

type Before = KubernetesObject | undefined
// biome-ignore lint/suspicious/noExplicitAny: decoded by schema before it comes here.
type Decoded = any

export function checkCount(field: string, value: unknown): Cause[] {
  if (value === undefined || (Number.isInteger(value) && Number(value) >= 0)) return []
  return [invalidValue(field, value, 'must be greater than or equal to 0')]
}

export function checkTemplate(template: Decoded, field: string, restart: readonly string[]): Cause[] {
  if (template?.spec === undefined) return [required(`${field}.spec`)]
  const causes: Cause[] = []
  const { containers, restartPolicy } = template.spec
  if (!containers?.length) causes.push(required(`${field}.spec.containers`))
  for (const [index, container] of (containers ?? []).entries()) {
    for (const needed of ['name', 'image']) {
      if (!container[needed]) causes.push(required(`${field}.spec.containers[${index}].${needed}`))
    }
    for (const [at, mount] of (container.volumeMounts ?? []).entries()) {
      if (template.spec.volumes?.some((volume: Decoded) => volume.name === mount.name)) continue
      causes.push({
        reason: 'FieldValueNotFound',
        field: `${field}.spec.containers[${index}].volumeMounts[${at}].name`,
        message: `Not found: "${mount.name}"`,
      })
    }
  }
  if (!restart.includes(restartPolicy)) {
    causes.push(unsupportedValue(`${field}.spec.restartPolicy`, restartPolicy, restart))
  }
  return causes
}

/** A pod's spec cannot change in anything the handlers use. */
export function checkPod(object: KubernetesObject, before: Before): Cause[] {
  if (before === undefined || equal(object.spec, before.spec)) return []
  return [forbiddenField('spec', 'pod updates may not change fields other than the image, deadline or tolerations')]
}

export function checkDeployment(object: KubernetesObject, before: Before): Cause[] {
  const { spec } = object
  if (spec === undefined) return [required('spec')]
  const causes = [
    ...checkCount('spec.replicas', spec.replicas),
    ...checkCount('spec.minReadySeconds', spec.minReadySeconds),
    ...checkTemplate(spec.template, 'spec.template', ['Always']),
    ...checkStrategy(spec.strategy),
  ]
  if (spec.selector === undefined) return [...causes, required('spec.selector')]
  if (before !== undefined && !equal(spec.selector, before.spec.selector)) {
    causes.push(immutable('spec.selector', spec.selector))
  } else if (!matches(spec.selector, spec.template?.metadata?.labels)) {
    const labels = spec.template?.metadata?.labels ?? null
    causes.push(invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'))
  }
  if (spec.progressDeadlineSeconds <= (spec.minReadySeconds ?? 0)) {
    const why = 'must be greater than minReadySeconds'
    causes.push(invalidValue('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds, why))
  }
  return causes
}

function checkStrategy(strategy: Decoded): Cause[] {
  if (strategy.type === 'Recreate') {
    if (strategy.rollingUpdate === undefined) return []
    const why = "may not be specified when strategy `type` is 'Recreate'"
    return [forbiddenField('spec.strategy.rollingUpdate', why)]
  }
  if (strategy.type !== 'RollingUpdate') {
    return [unsupportedValue('spec.strategy.type', strategy.type, ['Recreate', 'RollingUpdate'])]
  }
  const { maxSurge, maxUnavailable } = strategy.rollingUpdate
  const zero = (value: unknown) => value === 0 || value === '0%'
  if (!zero(maxSurge) || !zero(maxUnavailable)) return []
  return [
    invalidValue('spec.strategy.rollingUpdate.maxUnavailable', maxUnavailable, 'may not be 0 when `maxSurge` is 0'),
  ]
}

export function checkJob(object: KubernetesObject, before: Before): Cause[] {
  const { spec } = object
  if (spec === undefined) return [required('spec')]
  const causes = [
    ...checkTemplate(spec.template, 'spec.template', ['Never', 'OnFailure']),
    ...['parallelism', 'backoffLimit', 'ttlSecondsAfterFinished'].flatMap(each =>
      checkCount(`spec.${each}`, spec[each]),
    ),
  ]
  for (const field of ['template', 'selector', 'completions', 'completionMode']) {
    if (before !== undefined && !equal(spec[field], before.spec[field])) {
      causes.push(immutable(`spec.${field}`, spec[field]))
    }
  }
  return causes
}

export function checkCronJob({ spec }: KubernetesObject): Cause[] {
  if (spec === undefined) return [required('spec')]
  const causes = checkTemplate(spec.jobTemplate?.spec?.template, 'spec.jobTemplate.spec.template', [
    'Never',
    'OnFailure',
  ])
  if (!spec.schedule) return [...causes, required('spec.schedule')]
  const schedule = parseSchedule(spec.schedule)
  if (typeof schedule === 'string') causes.push(invalidValue('spec.schedule', spec.schedule, schedule))
  const policies = ['Allow', 'Forbid', 'Replace']
  if (!policies.includes(spec.concurrencyPolicy)) {
    causes.push(unsupportedValue('spec.concurrencyPolicy', spec.concurrencyPolicy, policies))
  }
  return causes
}

export function checkAutoscaler({ spec }: KubernetesObject): Cause[] {
  if (spec === undefined) return [required('spec')]
  const causes: Cause[] = []
  if (!spec.scaleTargetRef?.name) causes.push(required('spec.scaleTargetRef.name'))
  if (!(spec.maxReplicas >= 1))
    causes.push(invalidValue('spec.maxReplicas', spec.maxReplicas, 'must be greater than 0'))
  // Zero needs the HPAScaleToZero feature gate, which EKS does not turn on.
  if (spec.minReplicas < 1) {
    causes.push(invalidValue('spec.minReplicas', spec.minReplicas, 'must be greater than or equal to 1'))
  } else if (spec.maxReplicas < spec.minReplicas) {
    causes.push(invalidValue('spec.maxReplicas', spec.maxReplicas, 'must be greater than or equal to `minReplicas`'))
  }
  return causes
}
