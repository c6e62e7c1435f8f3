// Each poll asks what was restored, reads what a person said, and notes how it went for the next poll.
import type * as z from 'zod'
import { asLambda } from '../as-lambda.ts'
import { commitWindow } from '../gateways/commit-window.ts'
import { grafana } from '../gateways/grafana.ts'
import { prometheus } from '../gateways/prometheus.ts'
import { implement } from '../implement.ts'
import { checkMonitoringWindow } from './contract.ts'

type Input = z.infer<typeof checkMonitoringWindow.takes>

interface Asking {
  readonly prometheus: ReturnType<typeof prometheus>
  readonly grafana: ReturnType<typeof grafana>
}

export const run = implement(
  checkMonitoringWindow,
  { prometheus, grafana, window: commitWindow },
  async (input, { prometheus, grafana, window }) => {
    const faults = await faultsOf(input, { prometheus, grafana })
    return window.judge({ minutes: input.minutes, openedAt: null, faults })
  },
)

/** Only what this run restored: what it left as it is may be as broken as it was. */
async function faultsOf(input: Input, ask: Asking): Promise<readonly string[]> {
  const { clusterName, monitoring } = input
  const faults: string[] = []
  if (input.prometheus !== 'leave') {
    const server = ask.prometheus.of(clusterName, monitoring)
    const notReady = await server.notReady()
    const up = notReady === null ? (await server.targets()).filter(({ health }) => health === 'up').length : 0
    if (notReady !== null) faults.push(`Prometheus is not ready: ${notReady}`)
    else if (up === 0) faults.push('no target of Prometheus is up')
  }
  if (input.grafana !== 'leave') {
    const notHealthy = await ask.grafana.of(clusterName, monitoring).notHealthy()
    if (notHealthy !== null) faults.push(`Grafana is not healthy: ${notHealthy}`)
  }
  return faults
}

export const handler = asLambda(run)
