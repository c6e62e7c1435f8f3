// What objects in Kubernetes carry to say which run made them; tags' names hold characters that labels may not.
import { type RunRef, shortName } from './run.ts'

export const RUN_LABEL = 'muster/run'
const MODE_LABEL = 'muster/mode'
/** The whole run id, which may be longer (80) than a label's value (63). */
export const RUN_ANNOTATION = 'muster/run-id'

/** The annotation that External Secrets' documentation uses to ask for a sync, and when it was asked. */
export const FORCE_SYNC = 'force-sync'
export const FORCE_SYNC_AT = 'muster/force-sync-at'
/** As `kubectl rollout restart` writes it, and which step of which run asked. */
export const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt'
export const RESTARTED_BY = 'muster/restarted-by'

/** On a CronJob: a run suspended it, and has not resumed it yet. */
export const SUSPENDED_BY_MUSTER = 'muster/suspended'
/** On an Argo CD application: the policy by which it synced until a run paused it, as JSON. */
export const AUTOMATED_BEFORE = 'muster/automated-before'

export const runLabels = (run: Pick<RunRef, 'id' | 'mode'>): Readonly<Record<string, string>> => ({
  [RUN_LABEL]: shortName(run.id),
  [MODE_LABEL]: run.mode,
})

/** As a label selector. */
export const selectorOfRun = (run: Pick<RunRef, 'id' | 'mode'>): string =>
  Object.entries(runLabels(run))
    .map(([key, value]) => `${key}=${value}`)
    .join(',')

/** An annotation's value that a step of a run always writes the same way: a repeated patch then changes nothing. */
export const requestedBy = (run: Pick<RunRef, 'id'>, step: string): string => `${shortName(run.id)}.${step}`

/** On a Deployment of the other region: the run that keeps it stopped, and how many replicas it had. */
export const FENCED_BY = 'muster/fenced-by'
export const FENCED_REPLICAS = 'muster/fenced-replicas'
