// A small scenario with one of everything that deployment looks at, and two contracts that reach into Kubernetes.
import * as z from 'zod'
import { minutes } from '../../domain/duration.ts'
import { LockHeld } from '../../domain/errors.ts'
import type { Platform } from '../../domain/platform.ts'
import { acquireLock } from '../../lambdas/acquire-lock/contract.ts'
import { check, contract } from '../../lambdas/contract.ts'
import { allow, allowAnywhere, allowInCluster, arns } from '../../lambdas/needs.ts'
import { releaseLock } from '../../lambdas/release-lock/contract.ts'
import { scenario } from '../../workflows/language/scenario.ts'

const describeCluster = (p: Platform) =>
  allow('eks:DescribeCluster', [arns(p).kubernetesCluster(p.kubernetes.clusterName)])

const place = z.strictObject({ namespace: z.string() })

export const startProbe = contract({
  name: 'start-probe',
  effect: 'changes',
  takes: place,
  gives: place,
  throws: [],
  timeout: 90,
  needs: (p, mode) => [
    describeCluster(p),
    allowAnywhere(
      'rds:DescribeEvents',
      'Service Authorization Reference, RDS: DescribeEvents is given no resource here',
    ),
    mode === 'drill'
      ? allowInCluster({ apiGroup: 'batch', resource: 'jobs', verbs: ['create', 'get'], namespace: p.drill.namespace })
      : allowInCluster({
          apiGroup: 'apps',
          resource: 'deployments',
          verbs: ['patch', 'get'],
          namespace: p.kubernetes.namespace,
          names: [p.kubernetes.deployment],
        }),
    allowInCluster({ apiGroup: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews', verbs: ['create'] }),
  ],
  again: 'finds the one that is there',
})

export const checkProbe = check({
  name: 'check-probe',
  takes: place,
  gives: place,
  throws: [],
  needs: p => [
    describeCluster(p),
    allowInCluster({
      apiGroup: 'apps',
      resource: 'deployments',
      verbs: ['list', 'get'],
      namespace: p.kubernetes.namespace,
      names: [p.kubernetes.deployment],
    }),
  ],
})

const request = z.strictObject({ approval: z.enum(['required', 'waived']) })

export const sampleScenario = scenario(
  'sample',
  {
    title: 'Sample',
    summary: 'Something broke, and a probe looks at it.',
    objectives: { rto: minutes(30), rpo: {} },
    requests: { recover: request, drill: request },
  },
  runbook =>
    runbook
      .phase('Prepare')
      .step('lock', 'Take the lock', acquireLock, () => ({}), { skipsOn: [LockHeld] })
      .undo('Give the lock back', releaseLock, () => ({}))
      .only('recover', p =>
        p.approve('accept', 'Accept the loss', {
          shows: $ => ({ run: $.run.id }),
          within: minutes(15),
          onSilence: 'stop',
        }),
      )
      .phase('Probe')
      .step('probe', 'Start the probe', startProbe, $ => ({ namespace: $.platform.kubernetes.namespace }))
      .waitUntil('seen', 'The probe answers', checkProbe, $ => ({ namespace: $.probe.namespace }), {
        expected: minutes(1),
        within: minutes(10),
      }),
)
