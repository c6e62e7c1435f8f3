// Which pods serve: ready, not terminating, with what they were started with. Kept until something changes.
import type { Pod } from '../../lambdas/gateways/kubernetes/wire.ts'
import type { Kubelet } from './controllers/kubelet.ts'
import type { StartedPod } from './controllers/loop.ts'
import { isReady } from './controllers/replica-set.ts'
import { pods, replicaSets } from './kinds.ts'
import { controllerOf } from './object.ts'
import { matches } from './selectors.ts'
import type { Change, Store } from './store.ts'

export type ReadyPod = Pick<StartedPod, 'name' | 'environment' | 'mounted' | 'startedAt'>

export class ReadyPods {
  readonly #store: Store
  readonly #node: Kubelet
  readonly #listeners = new Set<() => void>()
  readonly #kept = new Map<string, readonly ReadyPod[]>()

  constructor(store: Store, node: Kubelet) {
    this.#store = store
    this.#node = node
    store.onChange(change => this.#see(change))
  }

  of(namespace: string, deployment: string): readonly ReadyPod[] {
    const key = `${namespace}/${deployment}`
    const found = this.#kept.get(key) ?? this.#find(namespace, pod => this.#deploymentOf(pod) === deployment)
    this.#kept.set(key, found)
    return found
  }

  /** Ready pods that a service's selector matches. */
  behind(namespace: string, selector: Record<string, string>): readonly ReadyPod[] {
    return this.#find(namespace, pod => matches({ matchLabels: selector }, pod.metadata.labels))
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #see({ type, object, before }: Change): void {
    if (object.kind !== pods.kind) return
    const is = type !== 'deleted' && isReady(object as Pod)
    const was = before !== undefined && isReady(before as Pod)
    if (is === was && type !== 'deleted') return
    this.#kept.clear()
    for (const listener of [...this.#listeners]) listener()
  }

  #find(namespace: string, wanted: (pod: Pod) => boolean): readonly ReadyPod[] {
    return this.#store.list(pods, namespace).flatMap(pod => {
      const started = this.#node.started.get(pod.metadata.uid)
      if (!started || !isReady(pod) || !wanted(pod)) return []
      const { name, environment, mounted, startedAt } = started
      return [{ name, environment, mounted, startedAt }]
    })
  }

  #deploymentOf(pod: Pod): string | undefined {
    const set = this.#store.get(replicaSets, pod.metadata.namespace, controllerOf(pod)?.name ?? '')
    return set && controllerOf(set)?.name
  }
}
