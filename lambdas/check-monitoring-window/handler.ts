// Each poll asks what was restored, reads what a person said, and notes how it went for the next poll.
import type * as z from 'zod'
import { nextWindow, type WindowAnswer, type WindowKept } from '../../domain/commit-window.ts'
import { keys, type Turn } from '../../domain/control-records.ts'
import { RollbackDecided, Unhealthy } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { type Answer, failed, type Gives, pending, ready } from '../contract.ts'
import { controlStore } from '../gateways/control-store.ts'
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
  { prometheus, grafana, store: controlStore },
  async (input, { prometheus, grafana, store, run, clock }) => {
    const faults = await faultsOf(input, { prometheus, grafana })
    const turn = (await store.read<Turn>(keys.turn(run.id)))?.value ?? null
    const kept = await store.read<WindowKept>(keys.commitWindow(run.id))
    const poll = { now: clock.now(), minutes: input.minutes, openedAt: null, faults, turn }
    const { keep, answer } = nextWindow(kept?.value, poll)
    const written = await store.write(keys.commitWindow(run.id), keep, kept ? { onlyIf: kept.etag } : { onlyNew: true })
    return written ? told(answer) : pending('another attempt of this poll was faster')
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

function told(answer: WindowAnswer): Answer<Gives<typeof checkMonitoringWindow>> {
  switch (answer.status) {
    case 'open':
      return pending(answer.note)
    case 'committed':
      return ready({ committedBy: answer.by, at: answer.at })
    case 'turned':
      return failed(RollbackDecided, answer.reason)
    case 'unhealthy':
      return failed(Unhealthy, answer.reason)
  }
}

export const handler = asLambda(run)
