// What steps on the monitoring are given alike, in the region where it lives and in the one that it is restored into.
import type { Store, StoreName } from '../../domain/monitoring/store.ts'
import type { Gives } from '../../lambdas/contract.ts'
import type { readGitops } from '../../lambdas/read-gitops/contract.ts'
import type { Ref, Refs } from '../language/reference.ts'
import type { Bare } from '../language/scenario.ts'

const stack = ($: Refs<Bare>) => ({
  clusterName: $.platform.kubernetes.clusterName,
  monitoring: $.platform.monitoring,
})

/** How a store is read. */
export const reading =
  <Name extends StoreName>(store: Name) =>
  ($: Refs<Bare>) => ({ ...stack($), store })

interface Point {
  readonly snapshot: string
  readonly forebears: string[]
}

/** What a restored volume is made of. */
export const making = ($: Refs<Bare>, store: Ref<Store>, point: Refs<Point>) => ({
  store,
  snapshot: point.snapshot,
  kmsKeyId: $.platform.monitoring.kmsKeyId,
  attachTags: $.platform.monitoring.attachTags,
  forebears: point.forebears,
})

/** By what Grafana is proved, but for how many dashboards it must have. */
export const counting = ($: Refs<Bare & { readonly grafanaPoint: { readonly moment: string } }>) => ({
  ...stack($),
  before: $.grafanaPoint.moment,
})

/** The application of Argo CD that owns the stack. */
export const application = ($: Refs<Bare>) => ({
  kubernetes: $.platform.kubernetes,
  application: $.platform.monitoring.argoApplication,
})

/** With the policy that it was found with. */
export const synced = ($: Refs<Bare & { readonly gitops: Gives<typeof readGitops> }>) => ({
  ...application($),
  automated: $.gitops.automated,
})
