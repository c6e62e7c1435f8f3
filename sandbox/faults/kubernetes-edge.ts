// Misfortunes at the edge of the Kubernetes API: it does not answer, it throttles, it denies, it loses an answer.
import type { ApiCall } from '../kubernetes/cluster.ts'
import { clusterRoles, roles } from '../kubernetes/kinds.ts'
import type { KubernetesObject } from '../kubernetes/object.ts'
import type { World } from '../world/world.ts'
import { type Fault, FaultRefused } from './fault.ts'
import { atStep, stepArgument, wrongStep } from './steps.ts'

const MINUTE = 60_000

const request = 'a verb and a resource, such as "patch deployments/scale"'

const REQUEST = /^(get|list|watch|create|update|patch|delete) ([a-z]+(?:\/[a-z]+)?)$/

const wrongRequest = (text: string): string | undefined =>
  REQUEST.test(text) ? undefined : `"${text}" is not ${request}`

const asks = (call: ApiCall, text: string): boolean => `${call.verb} ${call.resource}` === text

interface Rule {
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}

/** Somebody took the verb out of every role that has it. @throws when none has: the run would meet nothing. */
function takeAway({ kubernetes: { store } }: World, text: string): void {
  const [, verb = '', resource = ''] = REQUEST.exec(text) ?? []
  const has = (rule: Rule) => rule.resources.includes(resource) && rule.verbs.includes(verb)
  const granting = [...store.list(roles), ...store.list(clusterRoles)].filter(role => rulesOf(role).some(has))
  if (granting.length === 0) throw new FaultRefused(`no role of this mode may ${text}: the fault would strike nothing`)
  for (const role of granting) {
    store.update(role, draft => {
      draft.rules = rulesOf(draft).map(rule =>
        has(rule) ? { ...rule, verbs: rule.verbs.filter(each => each !== verb) } : rule,
      )
    })
  }
}

const rulesOf = (role: KubernetesObject): readonly Rule[] => role.rules ?? []

export const kubernetesFaults: readonly Fault[] = [
  {
    name: 'kubernetes-unreachable',
    does: 'the Kubernetes API never answers',
    arm: ({ world }) => world.kubernetesFaults.push(() => ({ kind: 'timeout' })),
  },
  {
    name: 'kubernetes-outage',
    does: 'from when that step begins the Kubernetes API does not answer for five minutes',
    argument: stepArgument,
    wrong: wrongStep,
    arm: (setting, step) =>
      atStep(setting, step, () => {
        const { clock, kubernetesFaults: edge } = setting.world
        const over = clock.now() + 5 * MINUTE
        edge.push(() => (clock.now() < over ? { kind: 'timeout' } : undefined))
      }),
  },
  {
    name: 'kubernetes-throttled',
    does: 'the Kubernetes API turns away every third request (429)',
    arm: ({ world }) => {
      let count = 0
      world.kubernetesFaults.push(() =>
        ++count % 3 === 0 ? { kind: 'refused', status: 429, retryAfter: 1 } : undefined,
      )
    },
  },
  {
    name: 'kubernetes-denied',
    does: 'the roles of the functions lack that right (403)',
    argument: request,
    wrong: wrongRequest,
    arm: ({ world }, text) => takeAway(world, text),
  },
  {
    name: 'kubernetes-response-lost',
    does: 'the request takes effect and its answer is lost, once',
    argument: request,
    wrong: wrongRequest,
    arm: ({ world }, text) => {
      let struck = false
      world.kubernetesFaults.push(call => {
        if (struck || !asks(call, text)) return undefined
        struck = true
        return { kind: 'lost' }
      })
    },
  },
]
