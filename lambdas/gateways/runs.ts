// Runs as people look at them: every execution of this region's machines, with what the control bucket knows of each.
import { type ExecutionListItem, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn'
import { type Asked, type Decision, keys, type OperatorSaid, type Turn } from '../../domain/control-records.ts'
import { executionArn, machineArn, machineNamed } from '../../domain/deployed-names.ts'
import { toInstant } from '../../domain/instant.ts'
import type { RunRecord } from '../../domain/record.ts'
import { requests } from '../../domain/requests/index.ts'
import { type Mode, modes } from '../../domain/run.ts'
import type { Question, RunLine, RunView } from '../../domain/run-view.ts'
import type { StartRecord } from '../../domain/start.ts'
import { nameOf as nameOfWho } from '../../domain/who.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { clientFor } from './clients.ts'
import { controlStore } from './control-store.ts'
import { nameOf } from './errors.ts'
import { type Described, executions } from './executions.ts'
import { statesOf } from './history.ts'

/** Runs that a list has at most, the newest first. */
const MOST = 20

interface Machine {
  readonly scenario: string
  readonly mode: Mode
  readonly name: string
}

export type Runs = ReturnType<typeof runs>

export function runs(environment: Environment, caller: Caller) {
  const store = controlStore(environment, caller)
  const { describe } = executions(environment)
  const machines: readonly Machine[] = Object.keys(requests).flatMap(scenario =>
    modes.map(mode => ({ scenario, mode, name: machineNamed(environment.settings.PLATFORM, scenario, mode) })),
  )
  const value = async <T>(key: string): Promise<T | null> => (await store.read<T>(key))?.value ?? null

  /** None where the machine is not of this region. */
  async function newest(machine: Machine): Promise<readonly (ExecutionListItem & { readonly of: Machine })[]> {
    try {
      const asked = { stateMachineArn: machineArn(environment, machine.name), maxResults: MOST }
      const { executions = [] } = await clientFor(SFNClient, environment).send(new ListExecutionsCommand(asked))
      return executions.map(each => ({ ...each, of: machine }))
    } catch (error) {
      if (nameOf(error) === 'StateMachineDoesNotExist') return []
      throw error
    }
  }

  async function line({ of, name = '', status, startDate, stopDate }: Awaited<ReturnType<typeof newest>>[number]) {
    const record = stopDate === undefined ? null : await value<RunRecord>(keys.record(name))
    return {
      ...{ id: name, scenario: of.scenario, mode: of.mode, status: status ?? 'RUNNING' },
      startedAt: toInstant(Number(startDate ?? 0)),
      endedAt: stopDate ? toInstant(Number(stopDate)) : null,
      ending: record?.ending ?? null,
    } satisfies RunLine
  }

  /** The newest of all machines, newest first. */
  async function list(): Promise<readonly RunLine[]> {
    const found = (await Promise.all(machines.map(newest))).flat()
    const chosen = found.sort((a, b) => Number(b.startDate) - Number(a.startDate)).slice(0, MOST)
    return Promise.all(chosen.map(line))
  }

  /** Of the machine that its start was recorded for; of any that has an execution of that name when there is no record. */
  async function find(runId: string, start: StartRecord | null) {
    const recorded = machines.filter(({ scenario, mode }) => scenario === start?.scenario && mode === start.mode)
    for (const of of start ? recorded : machines) {
      const arn = executionArn(environment, of.name, runId)
      const found = await describe(arn)
      if (found) return { of, arn, found }
    }
    return undefined
  }

  /** Undefined when there is none of that name here. */
  async function show(runId: string): Promise<RunView | undefined> {
    const start = await value<StartRecord>(keys.start(runId))
    const execution = await find(runId, start)
    if (!execution) return undefined
    const { of, arn, found } = execution
    const [states, questions, operator, window, turn, record] = await Promise.all([
      statesOf(environment, arn),
      questionsOf(runId),
      value<OperatorSaid>(keys.operator(runId)),
      value<{ readonly openedAt: string }>(keys.commitWindow(runId)),
      value<Turn>(keys.turn(runId)),
      value<RunRecord>(keys.record(runId)),
    ])
    return {
      ...{ id: runId, scenario: of.scenario, mode: of.mode, executionArn: arn },
      ...standing(found),
      ...{ ending: record?.ending ?? null, cause: record?.cause ?? found.cause ?? '' },
      ...{ requestedBy: start && nameOfWho(start.requestedBy), reason: start?.reason ?? null },
      input: JSON.parse(found.input) as unknown,
      states: [...states],
      questions: [...questions],
      operator,
      window: window && { openedAt: window.openedAt, turn },
      record,
      seenAt: toInstant(environment.clock.now()),
    }
  }

  async function questionsOf(runId: string): Promise<readonly Question[]> {
    const asked = await Promise.all((await store.list(keys.questions(runId))).map(key => value<Asked>(key)))
    const known = asked.flatMap(each => each ?? [])
    return Promise.all(
      known.map(async ({ approvalId, step, title, facts, askedAt, expiresAt, firstApprover = null }) => {
        const decided = await value<Decision>(keys.decision(runId, approvalId))
        const decision = decided && {
          ...{ verdict: decided.verdict, by: [...decided.by] },
          ...{ reason: decided.reason, at: decided.at },
        }
        return { approvalId, step, title, facts, askedAt, expiresAt, firstApprover, decision }
      }),
    )
  }

  return { list, show }
}

const standing = ({ status, startedAt, endedAt }: Described) => ({
  status: status as RunView['status'],
  startedAt,
  endedAt: status === 'RUNNING' ? null : endedAt,
})
