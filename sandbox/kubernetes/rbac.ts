// Role-based access control: allowed when some rule, bound to one of the caller's groups, covers the request.
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from './kinds.ts'
import type { KubernetesObject } from './object.ts'
import type { Ask } from './route.ts'
import { forbidden } from './status.ts'
import type { Store } from './store.ts'

export interface User {
  readonly name: string
  readonly groups: readonly string[]
}

interface Rule {
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly verbs?: readonly string[]
}

/** Throws 403 unless allowed. `system:masters` may do anything, as on every cluster. */
export function authorise(store: Store, user: User, ask: Ask): void {
  if (user.groups.includes('system:masters')) return
  if (rulesFor(store, user, ask.namespace).some(rule => covers(rule, ask))) return
  const { kind, namespace } = ask
  const what = `cannot ${ask.verb} resource "${resourceOf(ask)}" in API group "${kind.group}"`
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`
  throw forbidden(
    { group: kind.group, resource: kind.plural, name: ask.name ?? '' },
    `User "${user.name}" ${what} ${where}`,
  )
}

export const resourceOf = ({ kind, subresource }: Pick<Ask, 'kind' | 'subresource'>) =>
  subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`

function rulesFor(store: Store, user: User, namespace: string | undefined): Rule[] {
  const bound = (binding: KubernetesObject) => binding.subjects?.some((each: Subject) => isSubject(each, user)) ?? false
  const everywhere = store.list(clusterRoleBindings).filter(bound)
  const here = namespace === undefined ? [] : store.list(roleBindings, namespace).filter(bound)
  return [...everywhere, ...here].flatMap(binding => {
    const { kind, name } = binding.roleRef
    const role = kind === 'ClusterRole' ? store.get(clusterRoles, undefined, name) : store.get(roles, namespace, name)
    return role?.rules ?? []
  })
}

interface Subject {
  readonly kind: string
  readonly name: string
}

const isSubject = (subject: Subject, user: User) =>
  (subject.kind === 'Group' && user.groups.includes(subject.name)) ||
  (subject.kind === 'User' && subject.name === user.name)

function covers(rule: Rule, ask: Ask): boolean {
  const any = (list: readonly string[] | undefined, wanted: string) =>
    (list?.includes('*') || list?.includes(wanted)) ?? false
  if (!any(rule.verbs, ask.verb) || !any(rule.apiGroups, ask.kind.group)) return false
  const resource = resourceOf(ask)
  const wildcard = ask.subresource !== undefined && rule.resources?.includes(`*/${ask.subresource}`)
  if (!any(rule.resources, resource) && !wildcard) return false
  const names = rule.resourceNames ?? []
  // A rule with names covers no request without one, so neither create nor a list of everything; a list that selects
  // one name by its field does pass.
  return names.length === 0 || names.includes(nameIn(ask) ?? '')
}

/** Of one object, or of the only one that a list or a watch selects. */
export function nameIn(ask: Pick<Ask, 'name' | 'query'>): string | undefined {
  // A proxied service is named with its scheme and port (`http:grafana:80`), and so must the rule.
  if (ask.name !== undefined) return ask.name
  return /^metadata\.name==?([^,]+)$/.exec(ask.query.get('fieldSelector') ?? '')?.[1]
}
