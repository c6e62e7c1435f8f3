// Every call of a run at its edge, AWS and Kubernetes alike, counted by verb and operation, and what may strike there.
import type { EdgeFault } from '../aws/wire/edge.ts'
import type { ApiFault } from '../kubernetes/cluster.ts'
import type { World } from '../world/world.ts'
import type { EdgeKind, Site } from './misfortune.ts'
import type { Watch } from './watch.ts'

/** Seconds until an effect that nobody expects any more: longer than the client's three tries of 10 s. */
const LATE = 40
/** Two more tries than a client makes by itself: the step has to be tried again. */
const BURST = 5

const edgeFaults: Readonly<Record<EdgeKind, EdgeFault>> = {
  'fails-once': { kind: 'error', name: 'InternalFailure', message: 'internal error', status: 500 },
  throttled: { kind: 'error', name: 'ThrottlingException', message: 'Rate exceeded', status: 400 },
  'times-out': { kind: 'timeout' },
  'response-lost': { kind: 'response-lost' },
  'late-effect': { kind: 'late-effect', seconds: LATE },
  denied: { kind: 'denied' },
}

const kubernetesFaults: Readonly<Record<EdgeKind, ApiFault>> = {
  'fails-once': { kind: 'refused', status: 500 },
  throttled: { kind: 'refused', status: 429, retryAfter: 1 },
  'times-out': { kind: 'timeout' },
  'response-lost': { kind: 'lost' },
  'late-effect': { kind: 'late', seconds: LATE },
  denied: { kind: 'refused', status: 403 },
}

/** Calls `strikes` for each call with its place; a kind of misfortune as answer strikes there. */
export function atEveryCall(world: World, watch: Watch, strikes: (site: Site) => EdgeKind | undefined): void {
  const counts = new Map<string, number>()
  const decide = (roleArn: string, operation: string): EdgeKind | undefined => {
    const behind = watch.behind(roleArn)
    if (!behind) return undefined
    const key = `${behind.verb} ${operation}`
    const nth = (counts.get(key) ?? 0) + 1
    counts.set(key, nth)
    return strikes({ ...behind, operation, nth })
  }
  world.edgeFaults.push(({ caller, operation }) => {
    const kind = decide(caller.roleArn, operation)
    return kind && edgeFaults[kind]
  })
  world.kubernetesFaults.push(({ roleArn, verb, resource }) => {
    const kind = decide(roleArn, `kubernetes:${verb} ${resource}`)
    return kind && kubernetesFaults[kind]
  })
}

/** Whether this kind, aimed at that site, strikes this call: once, a few times in a row, or from then on for good. */
export function isStruck(kind: EdgeKind, aim: Site, call: Site): boolean {
  if (call.verb !== aim.verb || call.operation !== aim.operation || call.nth < aim.nth) return false
  if (kind === 'denied') return true
  return kind === 'throttled' ? call.nth < aim.nth + BURST : call.nth === aim.nth
}
