// The pattern of every controller: something changed, so look again, a moment later and once.
import type { PersistentVolume } from '../../../lambdas/gateways/kubernetes/wire.ts'
import type { Surroundings } from '../../aws/service.ts'
import type { Disks } from '../disks.ts'
import type { Kind } from '../kinds.ts'
import type { Change, Store } from '../store.ts'
import type { Mounts, MountVolume } from './pod-mounts.ts'

/** What a pod's container was started with. */
export interface StartedPod {
  readonly namespace: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly environment: Readonly<Record<string, string>>
  readonly mounted: Mounts
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

/** A container that runs: not a Job's, which `run` is given. */
export interface RunningContainer extends StartedPod {
  /** Of the pod. */
  readonly uid: string
  readonly image: string
  /** What is mounted where; a volume that is not a claim's has none here. */
  readonly mounts: readonly {
    readonly path: string
    readonly subPath: string
    readonly volume: PersistentVolume
  }[]
}

export interface ProgramResult {
  readonly exitCode: number
  /** How long it ran, in seconds of virtual time. */
  readonly seconds: number
  /** Goes into the container's termination message, at most 4096 bytes of it. */
  readonly message?: string
}

/** What a Job's container runs. */
export interface Program extends StartedPod {
  /** Name of the Job, or of the CronJob that made it. */
  readonly job: string
  readonly image: string
  readonly command: readonly string[]
  readonly arguments: readonly string[]
  /** Claim names by mount path. */
  readonly volumes: Readonly<Record<string, string>>
  readonly serviceAccount: string
  /** 0 unless the pod or the container says otherwise. */
  readonly user: number
  /** False once it has been killed: whatever it had still to do does not happen. */
  isAlive(): boolean
}

/** What the cluster knows of the world outside it. */
export interface Outside {
  /** Current SecretString; undefined when there is no such secret; throws when the service cannot be reached. */
  secretValue(name: string): string | undefined
  /** Runs a Job's program. Absent: the clock stops with an error when a Job's pod starts. */
  run?(program: Program): Promise<ProgramResult>
  /** Does the container answer its readiness probe? Absent: always. A process that has ended starts anew, later each time. */
  isReady?(pod: StartedPod): boolean | 'ended'
  /** A container was started, also anew; and it has stopped, for whatever reason. */
  containerStarted?(container: RunningContainer): void
  containerStopped?(pod: StartedPod): void
  /** Mounts what a claim stands for when a container starts. Absent: nothing is mounted, and nothing fails. */
  readonly mount?: MountVolume
  /** Without them every disk is attached wherever a pod wants it. */
  readonly disks?: Disks
  /** A volume whose policy is `Delete` lost its claim: what it stood for is deleted too. */
  volumeDeleted?(volume: PersistentVolume): void
}

export interface Machinery {
  /** Name of the cluster: part of every name that chance and faults are given. */
  readonly cluster: string
  readonly surroundings: Surroundings
  readonly store: Store
  readonly outside: Outside
}

/** Controllers watch; a change reaches them within milliseconds (an estimate). */
const reactionMilliseconds = 40

export interface Loop {
  /** Looks at this key soon. Several requests before that are one. */
  enqueue(namespace: string | undefined, name: string): void
  /** Looks at this key at that time, too. */
  enqueueAt(time: number, namespace: string | undefined, name: string): void
}

export function loop(
  { surroundings, store }: Machinery,
  reconcile: (namespace: string | undefined, name: string) => void,
): Loop {
  const { clock, lifecycle } = surroundings
  const pending = new Set<string>()
  const look = (key: string) => {
    pending.delete(key)
    const version = store.version
    const slash = key.indexOf('/')
    reconcile(key.slice(0, slash) || undefined, key.slice(slash + 1))
    if (store.version !== version) lifecycle.changed()
  }
  const enqueue: Loop['enqueue'] = (namespace, name) => {
    const key = `${namespace ?? ''}/${name}`
    if (pending.has(key)) return
    pending.add(key)
    clock.quietly(clock.now() + reactionMilliseconds, () => look(key))
  }
  return {
    enqueue,
    enqueueAt: (time, namespace, name) => {
      clock.quietly(time, () => enqueue(namespace, name))
    },
  }
}

export const concerns = (change: Change, kind: Kind<unknown>): boolean => change.object.kind === kind.kind
