// The pod of a Job: runs its program in the world and ends with its exit code.
import type { Pod } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { jobs } from '../kinds.ts'
import { controllerOf } from '../object.ts'
import type { Container } from './environment.ts'
import type { Machinery, StartedPod } from './loop.ts'
import { writeStatus } from './pod-status.ts'

interface Run {
  readonly pod: Pod
  readonly container: Container
  readonly started: StartedPod
}

export async function runProgram(machinery: Machinery, { pod, container, started }: Run): Promise<void> {
  const { store, surroundings, outside } = machinery
  const job = store.get(jobs, pod.metadata.namespace, controllerOf(pod)?.name ?? '')
  const name = (job && controllerOf(job)?.name) ?? controllerOf(pod)?.name ?? pod.metadata.name
  if (!outside.run) throw new Error(`not simulated by the sandbox: the program of Job ${name}; no world is attached`)
  const result = await outside.run({
    ...started,
    job: name,
    image: container.image ?? '',
    command: container.command ?? [],
    arguments: container.args ?? [],
    volumes: volumesOf(pod, container),
    serviceAccount: pod.spec?.serviceAccountName ?? 'default',
    user: container.securityContext?.runAsUser ?? pod.spec?.securityContext?.runAsUser ?? 0,
    // A pod that is being deleted runs on until it is killed: nothing says that the program minds the signal.
    isAlive: () => store.current(pod) !== undefined,
  })
  surroundings.clock.after(result.seconds * 1000, () => {
    const found = store.current(pod)
    // Killed meanwhile: its deadline passed, or it was deleted.
    if (found?.status?.phase !== 'Running' || found.metadata.deletionTimestamp !== undefined) return
    const succeeded = result.exitCode === 0
    const message = result.message?.slice(0, 4096)
    const reason = succeeded ? 'Completed' : 'Error'
    writeStatus(store, pod, {
      phase: succeeded ? 'Succeeded' : 'Failed',
      ready: false,
      state: { terminated: { exitCode: result.exitCode, reason, ...(message !== undefined && { message }) } },
      now: surroundings.clock.now(),
    })
    surroundings.lifecycle.changed()
  })
}

function volumesOf(pod: Pod, container: Container): Record<string, string> {
  const claims = new Map(pod.spec?.volumes?.map(each => [each.name, each.persistentVolumeClaim?.claimName]))
  const mounts = (container.volumeMounts ?? []).map(each => [each.mountPath, claims.get(each.name)] as const)
  return Object.fromEntries(mounts.filter((each): each is readonly [string, string] => each[1] !== undefined))
}
