// The Step Functions engine: state machines, their executions, and the answers to task tokens.
import { notSimulated } from '../aws/not-simulated.ts'
import { AwsError } from '../aws/service.ts'
import type { Chance } from '../chance.ts'
import type { VirtualClock } from '../clock.ts'
import { type Callbacks, callbacksFrom } from './callbacks.ts'
import { load } from './definition/load.ts'
import type { Machine } from './definition/machine.ts'
import type { Execution, Running, Status, Surroundings } from './execution.ts'
import type { HistoryEvent } from './history.ts'
import type { EngineHooks } from './hooks.ts'
import { type Limits, standardLimits } from './limits.ts'
import { checkMachineName, checkStart, existing } from './names.ts'
import { start, stop } from './start.ts'

export interface StateMachine {
  readonly arn: string
  readonly name: string
  readonly roleArn: string
  readonly definition: string
  /** Milliseconds since the epoch. */
  readonly creationDate: number
}

export interface EngineOptions {
  readonly clock: VirtualClock
  readonly chance: Chance
  readonly hooks: EngineHooks
  readonly region: string
  readonly accountId: string
  /** Quotas other than the service's own; for tests and measurements. */
  readonly limits?: Partial<Limits>
}

export interface StartRequest {
  readonly stateMachineArn: string
  readonly name: string
  /** JSON text. */
  readonly input: string
}

export class Engine {
  readonly #around: Surroundings
  readonly #callbacks: Callbacks
  readonly #machines = new Map<string, Machine>()
  readonly #running = new Map<string, Running>()

  constructor({ clock, chance, hooks, region, accountId, limits }: EngineOptions) {
    this.#callbacks = callbacksFrom(chance)
    this.#around = {
      clock,
      chance,
      hooks,
      region,
      accountId,
      limits: { ...standardLimits, ...limits },
      callbacks: this.#callbacks,
      startExecution: request => this.startExecution(request),
      stopExecution: arn => this.stopExecution(arn),
      whenEnded: (arn, listener) => this.whenEnded(arn, listener),
    }
  }

  /**
   * Throws InvalidDefinition, which lists everything that is wrong with the definition or not simulated.
   * Creating the same machine again gives the one there is; another definition or role under its name is AwsError
   * StateMachineAlreadyExists.
   */
  createStateMachine(given: { name: string; definition: string; roleArn: string; type?: 'STANDARD' }): StateMachine {
    const { name, definition, roleArn } = given
    checkMachineName(name)
    const { region, accountId, hooks, clock } = this.#around
    const { states, timeoutSeconds } = load(definition, hooks.integration !== undefined)
    const arn = `arn:aws:states:${region}:${accountId}:stateMachine:${name}`
    const before = this.#machines.get(arn)
    if (before?.definition === definition && before.roleArn === roleArn) return before
    if (before) throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`)
    const machine: Machine = { arn, name, roleArn, definition, creationDate: clock.now(), states, timeoutSeconds }
    this.#machines.set(arn, machine)
    return machine
  }

  describeStateMachine(arn: string): StateMachine {
    return this.#machine(arn)
  }

  listStateMachines(): readonly StateMachine[] {
    return [...this.#machines.values()]
  }

  /**
   * Throws AwsError StateMachineDoesNotExist, InvalidName, InvalidExecutionInput or ExecutionAlreadyExists. The same
   * name with the same input gives the execution that is already running (aws-behaviour 5.2).
   */
  startExecution({ stateMachineArn, name, input: text }: StartRequest): Execution {
    const machine = this.#machine(stateMachineArn)
    const { clock, limits, region, accountId } = this.#around
    const input = checkStart(name, text, limits)
    const arn = `arn:aws:states:${region}:${accountId}:execution:${machine.name}:${name}`
    const before = existing(this.#running.get(arn)?.execution, { text, now: clock.now(), limits })
    if (before) return before
    const running = start(this.#around, { machine, name, text, input })
    this.#running.set(arn, running)
    return running.execution
  }

  /** Throws AwsError ExecutionDoesNotExist. Stopping an execution that has ended changes nothing. */
  stopExecution(arn: string, { error, cause }: { error?: string; cause?: string } = {}): Execution {
    const running = this.#execution(arn)
    stop(running, error, cause)
    return running.execution
  }

  describeExecution(arn: string): Execution {
    return this.#execution(arn).execution
  }

  history(arn: string): readonly HistoryEvent[] {
    return this.#execution(arn).execution.history
  }

  /** Newest first, as ListExecutions gives them. */
  listExecutions(stateMachineArn: string, statusFilter?: Status): readonly Execution[] {
    const { arn } = this.#machine(stateMachineArn)
    const all = [...this.#running.values()].map(each => each.execution).reverse()
    return all.filter(each => each.stateMachineArn === arn && (statusFilter ?? each.status) === each.status)
  }

  /** Calls back once the execution has ended, at once if it has already. */
  whenEnded(arn: string, listener: (execution: Execution) => void): void {
    const { execution, listeners } = this.#execution(arn)
    if (execution.status === 'RUNNING') listeners.push(listener)
    else listener(execution)
  }

  /** The three throw AwsError InvalidToken, TaskTimedOut or TaskDoesNotExist; the first also InvalidOutput. */
  sendTaskSuccess(token: string, output: string): void {
    this.#callbacks.succeed(token, output)
  }

  sendTaskFailure(token: string, error?: string, cause?: string): void {
    this.#callbacks.fail(token, error, cause)
  }

  sendTaskHeartbeat(token: string): void {
    this.#callbacks.beat(token)
  }

  redriveExecution(_arn: string, _clientToken?: string): never {
    throw notSimulated('states:RedriveExecution')
  }

  #machine(arn: string): Machine {
    const machine = this.#machines.get(arn)
    if (machine) return machine
    throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
  }

  #execution(arn: string): Running {
    const running = this.#running.get(arn)
    if (running) return running
    throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
  }
}
