// Permissions on the application's side, by what is done: the rules that several verbs share.
import type { Platform } from '../domain/platform.ts'
import type { Mode } from '../domain/run.ts'
import { allow, allowInCluster, arns, type KubernetesNeed, type Need } from './needs.ts'

/** The address of the API server. Everything that speaks Kubernetes needs it. */
export const enterCluster = (p: Platform): Need =>
  allow('eks:DescribeCluster', [arns(p).kubernetesCluster(p.kubernetes.clusterName)])

/** A verb that changes production is never granted anything to a drill. */
export const recoverOnly = (mode: Mode, needs: () => readonly Need[]): readonly Need[] =>
  mode === 'recover' ? needs() : []

type Rule = Omit<KubernetesNeed, 'kind' | 'namespace'>

/** Rules in the namespace of WordPress. */
export function onWordpress(p: Platform) {
  const { namespace, deployment, objectCache, externalSecret, secret } = p.kubernetes
  const rule = (given: Rule): Need => allowInCluster({ ...given, namespace })
  const readOf = (names: readonly string[]): Need =>
    rule({ apiGroup: 'apps', resource: 'deployments', verbs: ['get'], names })
  return {
    readDeployment: readOf([deployment]),
    watchDeployment: rule({ apiGroup: 'apps', resource: 'deployments', verbs: ['watch'], names: [deployment] }),
    /** The object cache's as well. */
    readDeployments: readOf([deployment, ...(objectCache === null ? [] : [objectCache])]),
    setScale: rule({ apiGroup: 'apps', resource: 'deployments/scale', verbs: ['get', 'patch'], names: [deployment] }),
    /** A list cannot be limited to names, and pods' names are not known before. */
    listPods: rule({ apiGroup: '', resource: 'pods', verbs: ['list'] }),
    watchPods: rule({ apiGroup: '', resource: 'pods', verbs: ['watch'] }),
    listAutoscalers: rule({ apiGroup: 'autoscaling', resource: 'horizontalpodautoscalers', verbs: ['list'] }),
    listCronJobs: rule({ apiGroup: 'batch', resource: 'cronjobs', verbs: ['list'] }),
    /** Every CronJob of the namespace may write to the database, and the platform does not name them. */
    suspendCronJobs: rule({ apiGroup: 'batch', resource: 'cronjobs', verbs: ['get', 'patch'] }),
    readCopyRule: rule({
      apiGroup: 'external-secrets.io',
      resource: 'externalsecrets',
      verbs: ['get'],
      names: [externalSecret],
    }),
    watchCopyRule: rule({
      apiGroup: 'external-secrets.io',
      resource: 'externalsecrets',
      verbs: ['watch'],
      names: [externalSecret],
    }),
    askForCopy: rule({
      apiGroup: 'external-secrets.io',
      resource: 'externalsecrets',
      verbs: ['get', 'patch'],
      names: [externalSecret],
    }),
    readCopy: rule({ apiGroup: '', resource: 'secrets', verbs: ['get'], names: [secret] }),
  }
}

/** It is patched as it was seen. */
export function onApplication(
  application: Platform['kubernetes']['argoApplication'],
  verb: 'get' | 'patch',
): readonly Need[] {
  if (application === null) return []
  const { namespace, name } = application
  return [
    allowInCluster({
      ...{ apiGroup: 'argoproj.io', resource: 'applications', namespace, names: [name] },
      verbs: verb === 'patch' ? ['get', 'patch'] : ['get'],
    }),
  ]
}

/** The application that owns WordPress, where the platform names one. */
export const onArgo = (p: Platform, verb: 'get' | 'patch'): readonly Need[] =>
  onApplication(p.kubernetes.argoApplication, verb)

/** In the drill's own namespace. Names end in the run's and cannot be written into a role. */
export const onDrillJobs = (p: Platform, verbs: readonly string[]): Need =>
  allowInCluster({ apiGroup: 'batch', resource: 'jobs', verbs, namespace: p.drill.namespace })

export const onDrillPods = (p: Platform, verbs: readonly string[] = ['list']): Need =>
  allowInCluster({ apiGroup: '', resource: 'pods', verbs, namespace: p.drill.namespace })
