// The life of pods: scheduled, container created with the environment of that moment, ready, crashed, terminated.
import type { Pod } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { nodes, persistentVolumeClaims, persistentVolumes, pods, volumeAttachments } from '../kinds.ts'
import { controllerOf, timestamp } from '../object.ts'
import type { Change } from '../store.ts'
import { environmentOf } from './environment.ts'
import { runProgram } from './job-pod.ts'
import { concerns, type Machinery, type StartedPod } from './loop.ts'
import { mountsOf } from './pod-mounts.ts'
import { type PodMoment, writeStatus, writeUnschedulable } from './pod-status.ts'
import { areAttached, containerOf, schedule } from './pod-volumes.ts'

/** The kubelet tries a container that cannot be configured or whose volumes cannot be mounted again about this often. */
const startRetryMilliseconds = 15_000
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
  /** Pods without a node: their claims are not bound, or no node will do. */
  readonly #unscheduled = new Map<string, Pod>()
  /** Pods on a node that wait for their disks. */
  readonly #unattached = new Map<string, Pod>()
  /** Names of nodes, by pod uid. */
  readonly #nodes = new Map<string, string>()

  constructor(machinery: Machinery) {
    this.#machinery = machinery
  }

  see(change: Change): void {
    if (this.#unscheduled.size > 0 && placing.some(kind => concerns(change, kind))) {
      for (const pod of [...this.#unscheduled.values()]) if (this.#alive(pod)) this.#schedule(pod)
    }
    if (concerns(change, volumeAttachments)) {
      for (const pod of [...this.#unattached.values()]) if (this.#alive(pod)) this.#create(pod)
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
    const { uid } = pod.metadata
    this.#stopped(uid)
    for (const each of [this.#unscheduled, this.#unattached, this.#nodes]) each.delete(uid)
  }

  #stopped(uid: string): void {
    const started = this.started.get(uid)
    this.started.delete(uid)
    if (started) this.#machinery.outside.containerStopped?.(started)
  }

  #schedule(pod: Pod): void {
    const { store, surroundings } = this.#machinery
    const { clock } = surroundings
    const found = schedule(this.#machinery, pod, [...this.#nodes.values()])
    if ('message' in found) {
      this.#unscheduled.set(pod.metadata.uid, pod)
      const { message } = found
      clock.quietly(clock.now(), () => writeUnschedulable(store, pod, { message, now: clock.now() }))
      return
    }
    this.#unscheduled.delete(pod.metadata.uid)
    if (found.node !== undefined) this.#nodes.set(pod.metadata.uid, found.node)
    if (!found.disks) {
      this.#create(pod)
      return
    }
    this.#unattached.set(pod.metadata.uid, pod)
    // Bound to its node first: the disks are attached to that one.
    clock.quietly(clock.now(), () => {
      this.#write(pod, { phase: 'Pending', ready: false, state: { waiting: { reason: 'ContainerCreating' } } })
    })
  }

  #create(pod: Pod): void {
    const { surroundings } = this.#machinery
    if (this.#unattached.has(pod.metadata.uid) && !areAttached(this.#machinery, pod, this.#node(pod))) return
    this.#unattached.delete(pod.metadata.uid)
    const waiting = (reason: string) =>
      this.#write(pod, { phase: 'Pending', ready: false, state: { waiting: { reason } } })
    const transition = isProgram(pod) ? 'eks.job.starting' : 'eks.pod.creating'
    surroundings.lifecycle.schedule(transition, this.#id(pod), {
      done: () => this.#start(pod, 0),
      'image-pull-failed': () => waiting('ImagePullBackOff'),
    })
  }

  #node({ metadata, spec }: Pod): string | undefined {
    return this.#nodes.get(metadata.uid) ?? spec?.nodeName
  }

  /** Here, and nowhere else, a container takes its environment. */
  #start(pod: Pod, restarts: number): void {
    const { store, surroundings, outside } = this.#machinery
    const { clock, lifecycle } = surroundings
    const container = pod.spec?.containers[0]
    if (!this.#alive(pod) || !container) return
    const mounted = mountsOf(this.#machinery, pod, this.#node(pod))
    // What stands in the way is told by an event only; the pod says no more than that its container is being created.
    if (typeof mounted === 'string') {
      this.#startLater(pod, restarts, { reason: 'ContainerCreating' })
      return
    }
    const environment = environmentOf(store, pod.metadata.namespace ?? '', container)
    if (typeof environment === 'string') {
      this.#startLater(pod, restarts, { reason: 'CreateContainerConfigError', message: environment })
      return
    }
    const { namespace = '', name, labels = {}, uid } = pod.metadata
    const started = Object.freeze({ namespace, name, labels, environment, mounted, startedAt: clock.now() })
    this.started.set(uid, started)
    const state = { running: { startedAt: timestamp(clock.now()) } }
    this.#write(pod, { phase: 'Running', ready: isProgram(pod), state, restarts })
    if (isProgram(pod)) {
      clock.after(0, () => runProgram(this.#machinery, { pod, container, started }))
      return
    }
    outside.containerStarted?.(containerOf(store, pod, started))
    lifecycle.schedule('eks.pod.starting', this.#id(pod), {
      done: () => this.#probe(pod, { started, restarts }),
      'crash-loop': () => this.#crash(pod, restarts),
      'never-ready': () => {},
    })
  }

  #startLater(pod: Pod, restarts: number, waiting: { readonly reason: string; readonly message?: string }): void {
    const { clock } = this.#machinery.surroundings
    this.#write(pod, { phase: 'Pending', ready: false, state: { waiting }, restarts })
    clock.quietly(clock.now() + startRetryMilliseconds, () => this.#start(pod, restarts))
  }

  /** Asks until it is ready. A ready pod is not asked again. */
  #probe(pod: Pod, run: { started: StartedPod; restarts: number }): void {
    const { outside, surroundings } = this.#machinery
    const { clock, lifecycle } = surroundings
    if (!this.#alive(pod)) return
    const answer = outside.isReady?.(run.started) ?? true
    if (answer === 'ended' || (!answer && clock.now() - run.started.startedAt > startupLimit(pod))) {
      this.#crash(pod, run.restarts)
      return
    }
    if (!answer) {
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
    this.#stopped(pod.metadata.uid)
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
    const node = this.#nodes.get(pod.metadata.uid)
    const { store, surroundings } = this.#machinery
    writeStatus(store, pod, { ...moment, ...(node !== undefined && { node }), now: surroundings.clock.now() })
  }

  /** What faults match on: `<cluster>/<namespace>/<pod>`. */
  #id({ metadata }: Pod): string {
    return `${this.#machinery.cluster}/${metadata.namespace}/${metadata.name}`
  }
}

const placing = [persistentVolumeClaims, persistentVolumes, nodes]

/** The kubelet gives up on a start when its startup probe has failed that often; without such a probe it never does. */
function startupLimit(pod: Pod): number {
  const probe = pod.spec?.containers[0]?.startupProbe
  return probe ? (probe.failureThreshold ?? 3) * (probe.periodSeconds ?? 10) * 1000 : Number.POSITIVE_INFINITY
}

const isProgram = (pod: Pod) => controllerOf(pod)?.kind === 'Job'
