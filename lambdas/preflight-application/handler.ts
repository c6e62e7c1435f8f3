// Sees first, judges in the domain. What may not be seen is a blocker too; what does not answer is tried again.

import {
  type Findings,
  findings,
  judgeCopy,
  judgeSecret,
  judgeWorkload,
  type SecretSeen,
} from '../../domain/application-preflight.ts'
import { hostOf, strayKeys } from '../../domain/application-secret.ts'
import { rotationFunctionsBegin } from '../../domain/deployed-names.ts'
import { asLambda } from '../as-lambda.ts'
import { cluster, usesSecret } from '../gateways/cluster.ts'
import { orBlocked } from '../gateways/or-blocked.ts'
import { secrets } from '../gateways/secrets.ts'
import { web } from '../gateways/web.ts'
import { implement } from '../implement.ts'
import { preflightApplication } from './contract.ts'

type Wordpress = ReturnType<ReturnType<typeof cluster>['of']>
type Kubernetes = Parameters<ReturnType<typeof cluster>['of']>[0]

export const run = implement(
  preflightApplication,
  { cluster, secrets, web },
  async ({ kubernetes, secret, url, promotes = false }, { cluster, secrets, web, environment }) => {
    const functionsBegin = rotationFunctionsBegin(environment.settings.PLATFORM)
    const wordpress = cluster.of(kubernetes)
    const { blockers, notes } = findings(
      await orBlocked(kubernetes.clusterName, () => seeWorkload(wordpress, kubernetes)),
      await orBlocked(kubernetes.clusterName, () => seeCopy(wordpress, kubernetes, secret)),
      await orBlocked(kubernetes.clusterName, () => seeSecret(secrets, { name: secret, functionsBegin, promotes })),
      seeSite(url, await web.get(url)),
    )
    return { blockers: [...new Set(blockers)], notes: [...notes] }
  },
)

async function seeWorkload(
  wordpress: Wordpress,
  { deployment: name, objectCache, secret, argoApplication }: Kubernetes,
): Promise<Findings> {
  const deployment = await wordpress.deployment(name)
  const cache = objectCache === null ? undefined : await wordpress.deployment(objectCache)
  return judgeWorkload({
    deployment: name,
    replicas: deployment
      ? { wanted: deployment.spec?.replicas ?? 1, available: deployment.status?.availableReplicas ?? 0 }
      : null,
    usesSecret: deployment !== undefined && usesSecret(deployment, secret),
    secret,
    objectCache: objectCache === null ? null : { name: objectCache, exists: cache !== undefined },
    hpa: await wordpress.autoscaler(name),
    cronJobs: await wordpress.cronJobs(),
    argo: argoApplication === null ? undefined : ((await wordpress.argo(argoApplication)) ?? null),
  })
}

async function seeCopy(
  wordpress: Wordpress,
  { externalSecret, secret }: Kubernetes,
  secretName: string,
): Promise<Findings> {
  const copy = (await wordpress.secretCopy()) ?? null
  return judgeCopy({ name: externalSecret, secretName, wantedTarget: secret, copy })
}

async function seeSecret(
  gateway: ReturnType<typeof secrets>,
  { name, functionsBegin, promotes }: Pick<SecretSeen, 'name' | 'functionsBegin' | 'promotes'>,
): Promise<Findings> {
  const facts = (await gateway.describe(name)) ?? null
  const fields = facts && (await gateway.fieldsOf(name, facts.versionId))
  // Only names of keys leave this function.
  return judgeSecret({
    name,
    functionsBegin,
    promotes,
    facts,
    keys: fields ? Object.keys(fields) : null,
    strayKeys: fields && hostOf(fields) ? strayKeys(fields) : [],
  })
}

function seeSite(url: string, page: Awaited<ReturnType<ReturnType<typeof web>['get']>>): Partial<Findings> {
  if ('noAnswer' in page)
    return { notes: [`${url} does not answer (${page.noAnswer}); the disaster may be the reason`] }
  const where =
    page.redirectsTo === null
      ? ''
      : `, pointing to ${page.redirectsTo}, which the check after the cutover would not follow`
  return { notes: [`${url} answers ${page.status} in ${page.milliseconds} ms${where}`] }
}

export const handler = asLambda(run)
