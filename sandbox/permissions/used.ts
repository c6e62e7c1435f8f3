// Which grants a rehearsal used: what IAM and Kubernetes were asked, and allowed, for the roles of functions.
import { matches, matchesArn } from '../aws/iam/wildcard.ts'
import type { World } from '../world/world.ts'
import type { Grant } from './grants.ts'

/** One thing that was asked and allowed. */
export interface Asked {
  readonly role: string
  readonly action: string
  readonly resource: string
}

/** Listens from now on; every different thing once. */
export function listen(world: World): () => readonly Asked[] {
  const seen = new Map<string, Asked>()
  const add = (asked: Asked) => seen.set(JSON.stringify(asked), asked)
  world.cloud.iam.onAllowed(({ action, resource }, { roleArn }) => add({ role: nameOf(roleArn), action, resource }))
  return () => {
    for (const { roleArn, verb, resource, namespace = '*', name = '*', status } of world.kubernetesCalls)
      if (status !== 403 && status !== 401)
        add({ role: nameOf(roleArn), action: `kubernetes:${verb} ${resource}`, resource: `${namespace}/${name}` })
    return [...seen.values()]
  }
}

const nameOf = (roleArn: string): string => roleArn.split('/').at(-1) ?? ''

export function covers(grant: Grant, { role, action, resource }: Asked): boolean {
  if (role !== grant.role || action !== grant.action) return false
  return action.startsWith('kubernetes:') ? matches(grant.resource, resource) : matchesArn(grant.resource, resource)
}
