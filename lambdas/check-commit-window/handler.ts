// Each poll looks at pods and page, reads what a person said, and notes how it went for the next poll.
import { judgePage } from '../../domain/application-health.ts'
import { asLambda } from '../as-lambda.ts'
import { cluster } from '../gateways/cluster.ts'
import { commitWindow } from '../gateways/commit-window.ts'
import { web } from '../gateways/web.ts'
import { implement } from '../implement.ts'
import { checkCommitWindow } from './contract.ts'

export const run = implement(
  checkCommitWindow,
  { cluster, window: commitWindow, web },
  async (input, { cluster, window, web }) => {
    const { kubernetes, url, path, contains, openedAt, minutes } = input
    const page = await web.get(new URL(path, url).href)
    const pageFaults =
      'noAnswer' in page ? [`the site does not answer (${page.noAnswer})`] : judgePage(page, contains).faults
    const podFaults = await judgePods(cluster.of(kubernetes), kubernetes.deployment)
    return window.judge({ minutes, openedAt, faults: [...podFaults, ...pageFaults] })
  },
)

async function judgePods(wordpress: ReturnType<ReturnType<typeof cluster>['of']>, name: string): Promise<string[]> {
  const deployment = await wordpress.deployment(name)
  if (!deployment) return [`the deployment ${name} does not exist`]
  return (deployment.status?.availableReplicas ?? 0) > 0 ? [] : [`no replica of ${name} is available`]
}

export const handler = asLambda(run)
