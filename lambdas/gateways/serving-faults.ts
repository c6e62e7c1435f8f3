// What is wrong with a site that should be serving: no pod that could answer, or a page that is not as it should be.
import { judgePage } from '../../domain/application-health.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Environment } from '../environment.ts'
import { cluster } from './cluster.ts'
import { web } from './web.ts'

interface Served {
  readonly kubernetes: Platform['kubernetes']
  readonly url: string
  readonly path: string
  /** A text that the page must show, rendered from the database. */
  readonly contains: string
}

export const servingFaults = (environment: Environment) => ({
  /** In words; empty when all is well. */
  async of({ kubernetes, url, path, contains }: Served): Promise<readonly string[]> {
    const page = await web(environment).get(new URL(path, url).href)
    const pageFaults =
      'noAnswer' in page ? [`the site does not answer (${page.noAnswer})`] : judgePage(page, contains).faults
    return [...(await podFaults(environment, kubernetes)), ...pageFaults]
  },
})

async function podFaults(environment: Environment, kubernetes: Platform['kubernetes']): Promise<string[]> {
  const { deployment: name } = kubernetes
  const deployment = await cluster(environment).of(kubernetes).deployment(name)
  if (!deployment) return [`the deployment ${name} does not exist`]
  return (deployment.status?.availableReplicas ?? 0) > 0 ? [] : [`no replica of ${name} is available`]
}
