// What EventBridge and Scheduler call in somebody's name: a function, asynchronously, or a state machine.
import { type Engine, type Json, TaskFailure } from '../engine/index.ts'
import type { Functions } from '../lambda.ts'
import { parseArn } from './arn.ts'
import type { Iam } from './iam/iam.ts'
import { uuid } from './identifiers.ts'
import { assertAllowed } from './in-name-of.ts'
import { notSimulated } from './not-simulated.ts'
import { AwsError, type Surroundings } from './service.ts'

export interface Order {
  readonly targetArn: string
  readonly payload: Json
  /** In whose name; without a role the target's own policy has to admit the source. */
  readonly roleArn: string | undefined
  /** The rule or schedule. */
  readonly sourceArn: string
}

/** Resolves once the target has accepted. @throws AwsError when it does not: permissions, or nothing there */
export type InvokeTarget = (order: Order) => void

export interface Targets {
  readonly surroundings: Surroundings
  readonly iam: Iam
  readonly functions: Functions
  readonly engine: Engine
  /** May this rule invoke that function? What the function's resource policy says (`lambda:AddPermission`). */
  readonly admits: (functionName: string, sourceArn: string) => boolean
}

/** A failed asynchronous invocation is tried twice more: after one minute, then after two (Lambda developer guide, "Retries"). */
const TRIED_AGAIN = [60_000, 120_000]

export const invokeTarget = (targets: Targets): InvokeTarget => {
  let started = 0
  return order => {
    const { service = '', resource = '' } = parseArn(order.targetArn) ?? {}
    if (service === 'lambda' && resource.startsWith('function:')) invokeFunction(targets, resource.slice(9), order)
    else if (service === 'states') startExecution(targets, order, started++)
    else throw notSimulated(`the target ${order.targetArn}`)
  }
}

function invokeFunction(targets: Targets, name: string, order: Order): void {
  const { functions, iam, surroundings, admits } = targets
  const { roleArn, targetArn, sourceArn, payload } = order
  const { accountId, clock } = surroundings
  if (roleArn !== undefined)
    assertAllowed(iam, { roleArn, accountId }, { action: 'lambda:InvokeFunction', resource: targetArn })
  else if (!admits(name, sourceArn))
    throw new AwsError('AccessDeniedException', `${sourceArn} may not invoke ${name}`, { status: 403 })
  if (!functions.has(name))
    throw new AwsError('ResourceNotFoundException', `Function not found: ${targetArn}`, { status: 404 })
  clock.after(0, () => invokeInTheEnd(targets, name, payload))
}

/** The error of the third attempt is the function's own: its alarm and its log tell of it, and nobody is answered. */
async function invokeInTheEnd({ functions, surroundings }: Targets, name: string, payload: Json): Promise<void> {
  for (const wait of [...TRIED_AGAIN, undefined]) {
    try {
      await functions.invoke(name, payload)
      return
    } catch (error) {
      if (!(error instanceof TaskFailure)) throw error
      if (wait === undefined) return
      await surroundings.clock.sleep(wait)
    }
  }
}

/** @throws AccessDenied, and what the engine throws: StateMachineDoesNotExist, InvalidExecutionInput */
function startExecution({ engine, iam, surroundings }: Targets, order: Order, count: number): void {
  const { roleArn, targetArn, payload, sourceArn } = order
  const { accountId, chance } = surroundings
  if (roleArn === undefined) throw new AwsError('ValidationException', `The target ${targetArn} needs a role.`)
  assertAllowed(iam, { roleArn, accountId }, { action: 'states:StartExecution', resource: targetArn })
  const name = uuid(chance, 'execution-of', sourceArn, count)
  engine.startExecution({ stateMachineArn: targetArn, name, input: JSON.stringify(payload) })
}
