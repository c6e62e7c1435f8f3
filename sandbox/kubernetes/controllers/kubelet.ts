// The life of pods: scheduled, container created with the environment of that moment, ready, crashed, terminated.
import type { Pod } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { persistentVolumeClaims, pods } from '../kinds.ts'
import { controllerOf, timestamp } from '../object.ts'
import type { Change } from '../store.ts'
import { environmentOf } from './environment.ts'
import { runProgram } from './job-pod.ts'
import { concerns, type Machinery, type StartedPod } from './loop.ts'
import { type PodMoment, writeStatus, writeUnschedulable } from './pod-status.ts'

/** The kubelet tries a container that cannot be configured again about this often. */
const configurationRetryMilliseconds = 15_000
/** `periodSeconds` of a readiness probe, by default. */
const probeMilliseconds = 10_000
/** Crash-loop back-off doubles from ten seconds to five minutes. */
const firstBackoffMilliseconds = 10_000
const longestBackoffMilliseconds = 300_000

export interface Kubelet {
  /** Containers that run now, by pod uid. */
  readonly started: ReadonlyMap<string, StartedPod>
}

export function kubelet(machinery: Machinery): Kubelet {
  const node = new Node(machinery)
  machinery.store.onChange(change => node.see(change))
  return node
}

class Node implements Kubelet {
  readonly #machinery: Machinery
  readonly started = new Map<string, StartedPod>()
  /** Pods whose claims are not bound yet. */
  readonly #unscheduled = new Map<string, Pod>()

  constructor(machinery: Machinery) {
    this.#machinery = machinery
  }

  see(change: Change): void {
    if (concerns(change, persistentVolumeClaims)) {
      for (const pod of [...this.#unscheduled.values()]) this.#schedule(pod)
    }
    if (!concerns(change, pods)) return
    const pod = change.object as Pod
    if (change.type === 'added') this.#schedule(pod)
    if (change.type === 'deleted') this.#forget(pod)
    const marked =
      pod.metadata.deletionTimestamp !== undefined && change.before?.metadata.deletionTimestamp === undefined
    if (change.type === 'modified' && marked) this.#terminate(pod)
  }

  #forget(pod: Pod): void {
    this.started.delete(pod.metadata.uid)
    this.#unscheduled.delete(pod.metadata.uid)
  }

  #schedule(pod: Pod): void {
    const { store, surroundings } = this.#machinery
    const unbound = claimsOf(pod).find(
      claim => store.get(persistentVolumeClaims, pod.metadata.namespace, claim)?.status?.phase !== 'Bound',
    )
    if (unbound !== undefined) {
      this.#unscheduled.set(pod.metadata.uid, pod)
      const found = store.get(persistentVolumeClaims, pod.metadata.namespace, unbound)
      const message = found
        ? '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.'
        : `persistentvolumeclaim "${unbound}" not found`
      surroundings.clock.quietly(surroundings.clock.now(), () =>
        writeUnschedulable(store, pod, { message, now: surroundings.clock.now() }),
      )
      return
    }
    this.#unscheduled.delete(pod.metadata.uid)
    const waiting = (reason: string) =>
      this.#write(pod, { phase: 'Pending', ready: false, state: { waiting: { reason } } })
    const transition = isProgram(pod) ? 'eks.job.starting' : 'eks.pod.creating'
    surroundings.lifecycle.schedule(transition, this.#id(pod), {
      done: () => this.#start(pod, 0),
      'image-pull-failed': () => waiting('ImagePullBackOff'),
    })
  }

  /** Here, and nowhere else, a container takes its environment. */
  #start(pod: Pod, restarts: number): void {
    const { store, surroundings } = this.#machinery
    const { clock, lifecycle } = surroundings
    const container = pod.spec?.containers[0]
    if (!this.#alive(pod) || !container) return
    const environment = environmentOf(store, pod.metadata.namespace ?? '', container)
    if (typeof environment === 'string') {
      const state = { waiting: { reason: 'CreateContainerConfigError', message: environment } }
      this.#write(pod, { phase: 'Pending', ready: false, state, restarts })
      clock.quietly(clock.now() + configurationRetryMilliseconds, () => this.#start(pod, restarts))
      return
    }
    const { namespace = '', name, labels = {}, uid } = pod.metadata
    const started = Object.freeze({ namespace, name, labels, environment, startedAt: clock.now() })
    this.started.set(uid, started)
    const state = { running: { startedAt: timestamp(clock.now()) } }
    this.#write(pod, { phase: 'Running', ready: isProgram(pod), state, restarts })
    if (isProgram(pod)) {
      clock.after(0, () => runProgram(this.#machinery, { pod, container, started }))
      return
    }
    lifecycle.schedule('eks.pod.starting', this.#id(pod), {
      done: () => this.#probe(pod, { started, restarts }),
      'crash-loop': () => this.#crash(pod, restarts),
      'never-ready': () => {},
    })
  }

  /** Asks until it is ready. A ready pod is not asked again. */
  #probe(pod: Pod, run: { started: StartedPod; restarts: number }): void {
    const { outside, surroundings } = this.#machinery
    const { clock, lifecycle } = surroundings
    if (!this.#alive(pod)) return
    if (outside.isReady && !outside.isReady(run.started)) {
      clock.quietly(clock.now() + probeMilliseconds, () => this.#probe(pod, run))
      return
    }
    const state = { running: { startedAt: timestamp(run.started.startedAt) } }
    this.#write(pod, { phase: 'Running', ready: true, state, restarts: run.restarts })
    lifecycle.changed()
  }

  #crash(pod: Pod, restarts: number): void {
    const { clock } = this.#machinery.surroundings
    if (!this.#alive(pod)) return
    this.started.delete(pod.metadata.uid)
    const message = 'back-off restarting failed container'
    const state = { waiting: { reason: 'CrashLoopBackOff', message } }
    this.#write(pod, { phase: 'Running', ready: false, state, restarts: restarts + 1 })
    const backoff = Math.min(longestBackoffMilliseconds, firstBackoffMilliseconds * 2 ** restarts)
    clock.quietly(clock.now() + backoff, () => this.#start(pod, restarts + 1))
  }

  #terminate(pod: Pod): void {
    const { store, surroundings } = this.#machinery
    const grace = pod.metadata.deletionGracePeriodSeconds ?? 30
    const drawn = surroundings.lifecycle.draw('eks.pod.terminating', this.#id(pod))
    // After the grace period it is killed; a second is for the paperwork.
    const seconds = Math.min(drawn, grace + 1)
    surroundings.lifecycle.schedule(
      'eks.pod.terminating',
      this.#id(pod),
      {
        done: () => {
          const found = store.current(pod)
          if (found) store.remove(found)
        },
        stuck: () => {},
      },
      seconds,
    )
  }

  #alive(pod: Pod): boolean {
    const found = this.#machinery.store.current(pod)
    return found !== undefined && found.metadata.deletionTimestamp === undefined
  }

  #write(pod: Pod, moment: PodMoment): void {
    writeStatus(this.#machinery.store, pod, { ...moment, now: this.#machinery.surroundings.clock.now() })
  }

  /** What faults match on: `<cluster>/<namespace>/<pod>`. */
  #id({ metadata }: Pod): string {
    return `${this.#machinery.cluster}/${metadata.namespace}/${metadata.name}`
  }
}

export const claimsOf = (pod: Pod): string[] =>
  (pod.spec?.volumes ?? []).flatMap(each => each.persistentVolumeClaim?.claimName ?? [])

const isProgram = (pod: Pod) => controllerOf(pod)?.kind === 'Job'
