// The monitoring that runs in the cluster: a Prometheus or Grafana for each container of their images, on the container's disk.
import type { Surroundings } from '../../aws/service.ts'
import type { ServiceAnswer, ServiceRequest } from '../../kubernetes/api/server.ts'
import type { RunningContainer, StartedPod } from '../../kubernetes/controllers/loop.ts'
import { EBS_DRIVER } from '../../kubernetes/disks.ts'
import type { Region } from '../../region.ts'
import { Grafana } from './grafana.ts'
import { askGrafana } from './grafana-api.ts'
import { Prometheus } from './prometheus.ts'
import { askPrometheus } from './prometheus-api.ts'
import { day } from './ranges.ts'

type Place = Pick<StartedPod, 'namespace' | 'name'>

interface Process {
  readonly volumeId: string
  readonly server: Prometheus | Grafana
}

/**
 * `--storage.tsdb.retention.time` of the example platform. By the rule of Prometheus' own documentation ("Storage":
 * retention by samples a second by one to two bytes) 120 days of its series are 79 GB, and fill the 100 GiB of the source
 * platform's volume to three quarters (docs/decisions/0010).
 */
export const RETENTION = 120 * day

export class Monitoring {
  readonly #surroundings: Surroundings
  readonly #region: Pick<Region, 'ec2'>
  readonly #processes = new Map<string, Process>()

  constructor(surroundings: Surroundings, region: Pick<Region, 'ec2'>) {
    this.#surroundings = surroundings
    this.#region = region
    region.ec2.beforeReading(volumeId => {
      for (const process of this.#processes.values()) if (process.volumeId === volumeId) write(process)
    })
  }

  containerStarted(container: RunningContainer): void {
    const { clock, lifecycle } = this.#surroundings
    const { image, mounts, environment } = container
    const isPrometheus = /\/prometheus(:|@)/.test(image)
    if (!isPrometheus && !/\/grafana(:|@)/.test(image)) return
    const [mount] = mounts.filter(({ volume }) => volume.spec?.csi?.driver === EBS_DRIVER)
    const volumeId = mount?.volume.spec?.csi?.volumeHandle
    if (!mount || volumeId === undefined)
      throw new Error(`not simulated by the sandbox: ${image} without a disk of its own`)
    const { ec2 } = this.#region
    const shared = {
      ...{ now: () => clock.now(), lifecycle, name: `${keyOf(container)} on ${volumeId}` },
      ...{ disk: ec2.bareDisk(volumeId), root: mount.subPath === '' ? '/' : `/${mount.subPath}` },
    }
    const { GF_SECURITY_ADMIN_USER: user = 'admin', GF_SECURITY_ADMIN_PASSWORD: password = 'admin' } = environment
    const server = isPrometheus
      ? new Prometheus({
          ...shared,
          retention: RETENTION,
          cold: !ec2.isInitialized(volumeId),
        })
      : new Grafana({ ...shared, administrator: { user, password } })
    this.#processes.set(keyOf(container), { volumeId, server })
  }

  containerStopped(pod: Place): void {
    const found = this.#processes.get(keyOf(pod))
    if (!found) return
    write(found)
    if (found.server instanceof Grafana) found.server.stop()
    this.#processes.delete(keyOf(pod))
  }

  /** What the kubelet's probe is told; other pods are nothing of this. */
  isReady(pod: Place): boolean | 'ended' {
    const server = this.#processes.get(keyOf(pod))?.server
    if (!server) return true
    return server.hasEnded ? 'ended' : server.isReady
  }

  /** What a pod answers. */
  ask(pod: Place, request: Pick<ServiceRequest, 'path' | 'query' | 'method' | 'headers' | 'body'>): ServiceAnswer {
    const server = this.#processes.get(keyOf(pod))?.server
    if (server instanceof Prometheus) return askPrometheus(server, request, this.#surroundings.clock.now())
    if (server instanceof Grafana) return askGrafana(server, request)
    const body = JSON.stringify({ message: `not simulated by the sandbox: requests to the pod ${keyOf(pod)}` })
    return { status: 501, contentType: 'application/json', body }
  }

  /** The process itself, for those who look without asking over the network. */
  of(pod: Place): Prometheus | Grafana | undefined {
    return this.#processes.get(keyOf(pod))?.server
  }
}

const keyOf = ({ namespace, name }: Place): string => `${namespace}/${name}`

function write({ server }: Process): void {
  if (server instanceof Prometheus) server.write()
}
