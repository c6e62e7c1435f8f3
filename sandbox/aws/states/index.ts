// The simulated Step Functions API of one region; executions themselves run in the engine.
import * as sdk from '@aws-sdk/client-sfn'
import type { Service, Surroundings } from '../service.ts'
import { describeExecution, describeStateMachine } from './describe-execution.ts'
import { getExecutionHistory, listExecutions } from './list-executions.ts'
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from './send-task.ts'
import { startExecution, stopExecution } from './start-execution.ts'
import type { Options, State } from './state.ts'

/** A state machine deployed before the rehearsal begins; the engine must be given the same definition. */
export interface StateMachineSeed {
  readonly name: string
  readonly definition: string
  readonly roleArn: string
}

export class States {
  readonly service: Service
  readonly #state: State

  constructor(surroundings: Surroundings, options: Options) {
    const state: State = { surroundings, options, machines: [], unnamed: 0 }
    this.#state = state
    const operations = {
      StartExecution: startExecution(state),
      StopExecution: stopExecution(state),
      DescribeExecution: describeExecution(state),
      DescribeStateMachine: describeStateMachine(state),
      GetExecutionHistory: getExecutionHistory(state),
      ListExecutions: listExecutions(state),
      SendTaskSuccess: sendTaskSuccess(state),
      SendTaskFailure: sendTaskFailure(state),
      SendTaskHeartbeat: sendTaskHeartbeat(state),
    }
    this.service = { signingName: 'states', sdk, operations }
  }

  /** Returns the state machine's ARN. */
  seed({ name, definition, roleArn }: StateMachineSeed): string {
    const { region, accountId, clock } = this.#state.surroundings
    const arn = `arn:aws:states:${region}:${accountId}:stateMachine:${name}`
    this.#state.machines.push({ arn, name, definition, roleArn, createdAt: clock.now() })
    return arn
  }
}
