// Prometheus behind the API server: is it ready, what does it scrape, which samples does it hold.
import type { Platform } from '../../domain/platform.ts'
import type { Environment } from '../environment.ts'
import { nameOf } from './errors.ts'
import { kubernetesOf } from './kubernetes-of.ts'

export interface Target {
  readonly job: string
  readonly instance: string
  /** `up`, `down`, or `unknown` until the first scrape. */
  readonly health: string
}

interface Answer<Data> {
  readonly status: string
  readonly error?: string
  readonly data: Data
}

interface Vector {
  readonly result: readonly { readonly value: readonly [number, string] }[]
}
interface Matrix {
  readonly result: readonly { readonly values: readonly (readonly [number, string])[] }[]
}

export interface Between {
  /** Milliseconds since the epoch. */
  readonly start: number
  readonly end: number
  /** Seconds; a query has at most 11,000 points. */
  readonly step: number
}

export const prometheus = (environment: Environment) => ({
  of: (clusterName: string, { namespace, prometheus }: Platform['monitoring']) => {
    const kubernetes = kubernetesOf(environment, clusterName)
    const service = { namespace, name: prometheus.service, port: prometheus.port }
    const ask = async <Data>(path: string): Promise<Data | undefined> => {
      const text = await kubernetes.getFromService(service, path)
      return text === undefined ? undefined : (JSON.parse(text) as Answer<Data>).data
    }
    return {
      /** Why it does not serve queries; null when it does. It answers 503 for as long as it replays its log. */
      async notReady(): Promise<string | null> {
        try {
          const said = await kubernetes.getFromService(service, '/-/ready')
          return said === undefined ? `there is no service ${namespace}/${prometheus.service}` : null
        } catch (error) {
          if (nameOf(error) !== 'KubernetesUnavailable') throw error
          return Error.isError(error) ? error.message : 'it does not answer'
        }
      },
      targets: async (): Promise<readonly Target[]> => {
        const data = await ask<{ activeTargets: { labels: Record<string, string>; health: string }[] }>(
          '/api/v1/targets',
        )
        return (data?.activeTargets ?? []).map(({ labels, health }) => ({
          job: labels.job ?? '',
          instance: labels.instance ?? '',
          health,
        }))
      },
      /** The first value of an instant query; null without any. */
      async value(query: string): Promise<number | null> {
        const data = await ask<Vector>(`/api/v1/query?${new URLSearchParams({ query })}`)
        const value = data?.result[0]?.value[1]
        return value === undefined ? null : Number(value)
      },
      /** Times and values of the first series. */
      async range(query: string, { start, end, step }: Between): Promise<readonly (readonly [number, number])[]> {
        const asked = { query, start: String(start / 1000), end: String(end / 1000), step: String(step) }
        const data = await ask<Matrix>(`/api/v1/query_range?${new URLSearchParams(asked)}`)
        return (data?.result[0]?.values ?? []).map(([at, value]) => [at, Number(value)] as const)
      },
    }
  },
})

export type AskedPrometheus = ReturnType<ReturnType<typeof prometheus>['of']>
