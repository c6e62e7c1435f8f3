// The simulated Step Functions API of one region; state machines and executions live in the engine.
import * as sdk from '@aws-sdk/client-sfn'
import type { Service, Surroundings } from '../service.ts'
import { describeExecution, describeStateMachine } from './describe-execution.ts'
import { getExecutionHistory, listExecutions } from './list-executions.ts'
import { listStateMachines } from './list-state-machines.ts'
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from './send-task.ts'
import { startExecution, stopExecution } from './start-execution.ts'
import type { Options, State } from './state.ts'

/** State machines are deployed with the engine's `createStateMachine`, not through the API. */
export class States {
  readonly service: Service

  constructor(surroundings: Surroundings, options: Options) {
    const state: State = { surroundings, options, unnamed: 0 }
    const operations = {
      StartExecution: startExecution(state),
      StopExecution: stopExecution(state),
      DescribeExecution: describeExecution(state),
      DescribeStateMachine: describeStateMachine(state),
      GetExecutionHistory: getExecutionHistory(state),
      ListExecutions: listExecutions(state),
      ListStateMachines: listStateMachines(state),
      SendTaskSuccess: sendTaskSuccess(state),
      SendTaskFailure: sendTaskFailure(state),
      SendTaskHeartbeat: sendTaskHeartbeat(state),
    }
    this.service = { signingName: 'states', sdk, operations }
  }
}
