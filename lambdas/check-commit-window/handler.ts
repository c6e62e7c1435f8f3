// Each poll looks at pods and page, reads what a person said, and notes how it went for the next poll.
import { judgePage } from '../../domain/application-health.ts'
import { nextWindow, type WindowAnswer, type WindowKept } from '../../domain/commit-window.ts'
import { keys, type Turn } from '../../domain/control-records.ts'
import { RollbackDecided, Unhealthy } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { type Answer, failed, type Gives, pending, ready } from '../contract.ts'
import { cluster } from '../gateways/cluster.ts'
import { controlStore } from '../gateways/control-store.ts'
import { web } from '../gateways/web.ts'
import { implement } from '../implement.ts'
import { checkCommitWindow } from './contract.ts'

export const run = implement(
  checkCommitWindow,
  { cluster, store: controlStore, web },
  async (input, { cluster, store, web, run, clock }) => {
    const { kubernetes, url, path, contains, openedAt, minutes } = input
    const page = await web.get(new URL(path, url).href)
    const pageFaults =
      'noAnswer' in page ? [`the site does not answer (${page.noAnswer})`] : judgePage(page, contains).faults
    const podFaults = await judgePods(cluster.of(kubernetes), kubernetes.deployment)

    const turn = (await store.read<Turn>(keys.turn(run.id)))?.value ?? null
    const kept = await store.read<WindowKept>(keys.commitWindow(run.id))
    const { keep, answer } = nextWindow(kept?.value, {
      now: clock.now(),
      minutes,
      openedAt,
      faults: [...podFaults, ...pageFaults],
      turn,
    })
    const written = await store.write(keys.commitWindow(run.id), keep, kept ? { onlyIf: kept.etag } : { onlyNew: true })
    return written ? told(answer) : pending('another attempt of this poll was faster')
  },
)

async function judgePods(wordpress: ReturnType<ReturnType<typeof cluster>['of']>, name: string): Promise<string[]> {
  const deployment = await wordpress.deployment(name)
  if (!deployment) return [`the deployment ${name} does not exist`]
  return (deployment.status?.availableReplicas ?? 0) > 0 ? [] : [`no replica of ${name} is available`]
}

function told(answer: WindowAnswer): Answer<Gives<typeof checkCommitWindow>> {
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
