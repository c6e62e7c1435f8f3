// The scale subresource: a view of an object's replicas.
import type { KubernetesObject } from '../object.ts'
import { selectorText } from '../selectors.ts'

export function scaleOf({ metadata, spec, status }: KubernetesObject) {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    // Zero is left out of JSON by the API server's types (`omitempty`): a reader must take absence as 0.
    spec: spec.replicas === 0 ? {} : { replicas: spec.replicas },
    status: { replicas: status?.replicas ?? 0, selector: selectorText(spec.selector) },
  }
}
