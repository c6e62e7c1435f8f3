// Misfortunes at the edge of AWS's APIs: denied for good, throttled, failing once, answers lost, effects that come late.
import { nearestName } from '../../domain/nearest-name.ts'
import type { EdgeFault } from '../aws/wire/edge.ts'
import type { World } from '../world/world.ts'
import { type Fault, FaultRefused, type FaultSetting } from './fault.ts'

const argument =
  'an operation, such as rds:DescribeDBClusters, and optionally which call of it, such as rds:DescribeDBClusters#2'

interface Target {
  readonly operation: string
  /** From which call of that operation on; 1 is the first. */
  readonly nth: number
}

const TARGET = /^([a-z0-9-]+:[A-Za-z0-9]+)(?:#([1-9]\d*))?$/

function targetOf(text: string): Target {
  const match = TARGET.exec(text)
  return { operation: match?.[1] ?? '', nth: Number(match?.[2] ?? 1) }
}

/** A misspelt operation would strike nothing, and the rehearsal would prove nothing. */
function mustBeSimulated({ cloud }: World, operation: string): void {
  const known = cloud.operations()
  if (known.includes(operation)) return
  const meant = nearestName(operation, known)
  throw new FaultRefused(
    `no simulated service has the operation ${operation}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  )
}

/** Strikes the calls that `strikes` chooses, counted per operation from when it was armed. */
function edge(
  name: string,
  does: string,
  options: { readonly strikes: (count: number, nth: number) => boolean; readonly fault: EdgeFault },
): Fault {
  return {
    name,
    does,
    argument,
    wrong: text => (TARGET.test(text) ? undefined : `"${text}" is not ${argument}`),
    arm: ({ world }: FaultSetting, text: string) => {
      const { operation, nth } = targetOf(text)
      mustBeSimulated(world, operation)
      let count = 0
      world.edgeFaults.push(call => {
        if (call.operation !== operation) return undefined
        count += 1
        return options.strikes(count, nth) ? options.fault : undefined
      })
    },
  }
}

const once = (count: number, nth: number) => count === nth
const fromThenOn = (count: number, nth: number) => count >= nth
/** Two more tries than a client makes by itself. */
const burst = (count: number, nth: number) => count >= nth && count < nth + 5

export const apiFaults: readonly Fault[] = [
  edge('denied', 'the call is denied, now and ever after', {
    strikes: fromThenOn,
    fault: { kind: 'error', name: 'AccessDenied', message: 'denied by a fault', status: 403 },
  }),
  edge('throttled', 'five calls in a row are throttled', {
    strikes: burst,
    fault: { kind: 'error', name: 'ThrottlingException', message: 'Rate exceeded', status: 400 },
  }),
  edge('fails-once', 'the service fails once', {
    strikes: once,
    fault: { kind: 'error', name: 'InternalFailure', message: 'internal error', status: 500 },
  }),
  edge('times-out', 'the call is never answered and has no effect, once', {
    strikes: once,
    fault: { kind: 'timeout' },
  }),
  edge('slow', 'every answer takes 20 s longer', { strikes: fromThenOn, fault: { kind: 'slow', seconds: 20 } }),
  edge('response-lost', 'the call takes effect and its answer is lost, once', {
    strikes: once,
    fault: { kind: 'response-lost' },
  }),
  edge('late-effect', 'the call is never answered, and takes effect 40 s later, once', {
    strikes: once,
    fault: { kind: 'late-effect', seconds: 40 },
  }),
]
