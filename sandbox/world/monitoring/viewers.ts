// People who look at dashboards all day, and now and then improve one. What they find is the measure of lost monitoring data.
import type { Platform } from '../../../domain/platform.ts'
import type { Chance } from '../../chance.ts'
import type { VirtualClock } from '../../clock.ts'
import type { KubernetesCluster } from '../../kubernetes/cluster.ts'
import type { Seen, Visit } from '../visitors.ts'
import type { Witness } from '../witness.ts'
import { dashboards, modelOf } from './dashboards.ts'
import { Grafana } from './grafana.ts'
import { askGrafana } from './grafana-api.ts'
import type { Administrator } from './grafana-database.ts'
import type { Monitoring } from './monitoring.ts'
import { Prometheus } from './prometheus.ts'
import { evaluate } from './promql.ts'
import { parseQuery } from './promql-syntax.ts'
import { day, hour, minute, newestUntil, second } from './ranges.ts'

const LOOK_EVERY = 30 * second
const EDIT_EVERY = 20 * minute
/** What a panel shows, and how much of it must be there: a gap of a day is a gap, and less than this is an empty picture. */
const SHOWN = 2 * day
const STEP = hour
const ENOUGH = 0.25

interface Edit {
  readonly at: number
  readonly uid: string
  /** Stands in the dashboard's description. */
  readonly token: string
}

export interface Viewing {
  readonly clock: VirtualClock
  readonly chance: Chance
  readonly platform: Pick<Platform, 'monitoring'>
  readonly cluster: KubernetesCluster
  readonly running: Monitoring
  readonly administrator: Administrator
}

export class DashboardViewers implements Witness {
  readonly visits: Visit[] = []
  readonly everySeconds = LOOK_EVERY / second
  readonly #viewing: Viewing
  readonly #edits: Edit[] = []
  #going = true
  #count = 0

  constructor(viewing: Viewing) {
    this.#viewing = viewing
  }

  get writes(): number {
    return this.#edits.length
  }

  start(): void {
    const now = this.#viewing.clock.now()
    this.#every(now + 7 * second, LOOK_EVERY, () => this.#look())
    this.#every(now + 5 * minute, EDIT_EVERY, () => this.#edit())
  }

  stop(): void {
    this.#going = false
  }

  lost(): number {
    return this.#newest().filter(({ held }) => !held).length
  }

  /** The worse of two: how old the newest sample is that has survived, and how far back edits are lost. */
  achievedRpo(incidentAt: number): number {
    const newest = newestUntil(this.#prometheus()?.ranges() ?? [], incidentAt)
    const samples = newest === undefined ? Number.POSITIVE_INFINITY : incidentAt - newest
    const lost = this.#newest().filter(({ at, held }) => at <= incidentAt && !held)
    const edits = Math.max(0, ...lost.map(({ at }) => incidentAt - at))
    return Math.max(samples, edits) / second
  }

  /** Of each dashboard that was edited, the newest edit, and whether Grafana has it now. */
  #newest(): readonly (Edit & { readonly held: boolean })[] {
    const newest = new Map(this.#edits.map(edit => [edit.uid, edit]))
    return [...newest.values()].map(edit => ({ ...edit, held: this.#read(edit.uid)?.description === edit.token }))
  }

  #every(first: number, period: number, deed: () => void): void {
    const again = (at: number) => {
      if (!this.#going) return
      deed()
      this.#viewing.clock.quietly(at + period, () => again(at + period))
    }
    this.#viewing.clock.quietly(first, () => again(first))
  }

  #look(): void {
    this.visits.push({ at: this.#viewing.clock.now(), seen: this.#seen() })
  }

  #seen(): Seen {
    const { clock, chance } = this.#viewing
    const prometheus = this.#prometheus()
    if (!this.#grafana() || !prometheus) return 'failed'
    const wanted = dashboards[Math.floor(chance.of('dashboard look', this.#count++) * dashboards.length)]
    if (!wanted || !this.#read(wanted.uid)) return 'wrong'
    const query = parseQuery(wanted.query)
    const data = { ranges: prometheus.ranges() }
    let points = 0
    for (let at = clock.now() - SHOWN; at <= clock.now(); at += STEP) {
      const value = evaluate(data, query, at)
      if ('scalar' in value || value.vector.length > 0) points += 1
    }
    return points >= (SHOWN / STEP) * ENOUGH ? 'ok' : 'wrong'
  }

  #edit(): void {
    const { clock, chance } = this.#viewing
    const number = this.#edits.length
    const chosen = dashboards[Math.floor(chance.of('dashboard edit', number) * dashboards.length)]
    const now = chosen && this.#read(chosen.uid)
    if (!chosen || !now) return
    const token = `edit-${number}-${chance.hex(8, 'dashboard edit', number)}`
    const dashboard = { ...modelOf(chosen), id: now.id, version: now.version, description: token }
    const answer = this.#ask('POST', '/api/dashboards/db', JSON.stringify({ dashboard, folderUid: chosen.folderUid }))
    if (answer?.status === 200) this.#edits.push({ at: clock.now(), uid: chosen.uid, token })
  }

  #read(uid: string): { readonly id: number; readonly version: number; readonly description?: string } | undefined {
    const answer = this.#ask('GET', `/api/dashboards/uid/${uid}`)
    return answer?.status === 200 ? JSON.parse(answer.body).dashboard : undefined
  }

  #ask(method: string, path: string, body = '') {
    const grafana = this.#grafana()
    const { user, password } = this.#viewing.administrator
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
    return (
      grafana && askGrafana(grafana, { method, path, body, query: new URLSearchParams(), headers: { authorization } })
    )
  }

  /** What a ready pod behind the service runs. */
  #behind(service: string): Prometheus | Grafana | undefined {
    const { cluster, running, platform } = this.#viewing
    const { namespace } = platform.monitoring
    const [pod] = cluster.endpoints(namespace, service)
    return pod && running.of({ namespace, name: pod.name })
  }

  #grafana(): Grafana | undefined {
    const found = this.#behind(this.#viewing.platform.monitoring.grafana.service)
    return found instanceof Grafana ? found : undefined
  }

  #prometheus(): Prometheus | undefined {
    const found = this.#behind(this.#viewing.platform.monitoring.prometheus.service)
    return found instanceof Prometheus ? found : undefined
  }
}
