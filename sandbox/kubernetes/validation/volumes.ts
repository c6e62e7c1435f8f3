// Validation of volumes and claims: what may never change once it is written (aws-behaviour 3.3).
import { equal, type Fields, type KubernetesObject } from '../object.ts'
import { bytes } from '../quantity.ts'
import { type Cause, forbiddenField, immutable, invalidValue, required } from '../status.ts'

/** Everything else in a PersistentVolume's spec is its source. */
const mutable = new Set(['persistentVolumeReclaimPolicy', 'claimRef', 'capacity', 'accessModes', 'mountOptions'])
const described = new Set([...mutable, 'storageClassName', 'nodeAffinity', 'volumeMode', 'volumeAttributesClassName'])

const sourceOf = (spec: Fields) => Object.fromEntries(Object.entries(spec).filter(([key]) => !described.has(key)))

export function checkVolume({ spec }: KubernetesObject, before: KubernetesObject | undefined): Cause[] {
  if (spec === undefined) return [required('spec')]
  const causes: Cause[] = []
  if (!spec.capacity?.storage) causes.push(required('spec.capacity'))
  if (!spec.accessModes?.length) causes.push(required('spec.accessModes'))
  const source = sourceOf(spec)
  if (Object.keys(source).length !== 1) causes.push(required('spec', 'must specify a volume type'))
  if (spec.csi && !(spec.csi.driver && spec.csi.volumeHandle)) causes.push(required('spec.csi.volumeHandle'))
  if (before === undefined) return causes
  if (!equal(source, sourceOf(before.spec))) {
    causes.push(
      forbiddenField('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation'),
    )
  }
  if (before.spec.nodeAffinity !== undefined && !equal(spec.nodeAffinity, before.spec.nodeAffinity)) {
    causes.push(immutable('spec.nodeAffinity', spec.nodeAffinity))
  }
  if (spec.volumeMode !== before.spec.volumeMode) causes.push(immutable('spec.volumeMode', spec.volumeMode))
  return causes
}

export function checkVolumeClaim({ spec, status }: KubernetesObject, before: KubernetesObject | undefined): Cause[] {
  if (spec === undefined) return [required('spec')]
  const causes: Cause[] = []
  const request = spec.resources?.requests?.storage
  if (request === undefined) causes.push(required('spec.resources[storage]'))
  if (!spec.accessModes?.length) causes.push(required('spec.accessModes', 'at least 1 access mode is required'))
  if (before === undefined || causes.length > 0) return causes
  const wasUnset = before.spec.volumeName === undefined
  const frozen = ({ resources: _, volumeName, volumeAttributesClassName: __, ...rest }: Fields) =>
    wasUnset ? rest : { ...rest, volumeName }
  if (!equal(frozen(spec), frozen(before.spec))) {
    const why =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'
    causes.push(forbiddenField('spec', why))
  }
  const earlier = before.spec.resources.requests.storage
  if (bytes(request) < bytes(earlier)) {
    causes.push(forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity'))
  }
  if (bytes(request) > bytes(earlier) && status?.phase !== 'Bound') {
    causes.push(invalidValue('spec.resources.requests.storage', request, 'only bound claims can be expanded'))
  }
  return causes
}
