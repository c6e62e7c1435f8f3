// The simulated EventBridge Scheduler of one region: the default group, in every time zone, on virtual time.
import * as sdk from '@aws-sdk/client-scheduler'
import type { Service, Surroundings } from '../service.ts'
import { createSchedule, deleteSchedule, getSchedule, listSchedules, updateSchedule } from './operations.ts'
import type { DeadLetter, Options, State } from './state.ts'

export class Scheduler {
  readonly service: Service
  readonly #state: State

  constructor(surroundings: Surroundings, options: Options = {}) {
    const state: State = {
      ...{ surroundings, options, schedules: new Map(), deadLetters: [], tokens: new Map(), made: 0, stopped: false },
    }
    this.#state = state
    const operations = {
      CreateSchedule: createSchedule(state),
      UpdateSchedule: updateSchedule(state),
      GetSchedule: getSchedule(state),
      DeleteSchedule: deleteSchedule(state),
      ListSchedules: listSchedules(state),
    }
    this.service = { signingName: 'scheduler', sdk, operations }
  }

  /** Functions and machines come after the region: from now on targets are called so. */
  connect(options: Pick<Options, 'invoke' | 'assumable' | 'allows'>): void {
    this.#state.options = { ...this.#state.options, ...options }
  }

  /** A schedule made before the rehearsal begins: CreateSchedule without asking IAM. */
  seed(input: sdk.CreateScheduleCommandInput): string {
    const { region, accountId } = this.#state.surroundings
    const call = { region, caller: { roleArn: '', accountId }, requestId: '', operation: 'scheduler:CreateSchedule' }
    const { ScheduleArn } = createSchedule(this.#state).run(input, call) as sdk.CreateScheduleOutput
    return ScheduleArn ?? ''
  }

  deadLetters(): readonly DeadLetter[] {
    return this.#state.deadLetters
  }

  /** Ends all schedules: nothing more is put on the clock. */
  stop(): void {
    this.#state.stopped = true
  }
}

export type { DeadLetter } from './state.ts'
