// Where the platform names no application there is nothing to look at.
import { Missing } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { cluster } from '../gateways/cluster.ts'
import { implement } from '../implement.ts'
import { readGitops } from './contract.ts'

export const run = implement(readGitops, { cluster }, async ({ kubernetes, application }, { cluster }) => {
  if (application === null) return { automated: null, note: 'no Argo CD application is named for the monitoring stack' }
  const found = await cluster.of(kubernetes).argo(application)
  if (!found)
    throw new Missing(`the Argo CD application ${application.name} does not exist; correct monitoring.argoApplication`)
  const { automated } = found
  const how = automated === null ? 'is synced by hand' : 'syncs by itself; it is paused during the cutover'
  return { automated, note: `the Argo CD application ${application.name} ${how}` }
})

export const handler = asLambda(run)
