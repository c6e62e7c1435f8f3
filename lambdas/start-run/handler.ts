// The record comes before the execution: a run that finds none knows that nobody vouches for it.
import { keys } from '../../domain/control-records.ts'
import { executionArn, machineArn, machineNamed } from '../../domain/deployed-names.ts'
import { AskedOtherwise, Missing, RequestInvalid } from '../../domain/errors.ts'
import { toInstant } from '../../domain/instant.ts'
import { checkRequest } from '../../domain/requests/index.ts'
import {
  attemptId,
  inputHash,
  recordsThis,
  runName,
  type StartRecord,
  type StartRequest,
  startFaults,
} from '../../domain/start.ts'
import { asDoor, door } from '../door.ts'
import { type ControlStore, controlStore } from '../gateways/control-store.ts'
import { nameOf } from '../gateways/errors.ts'
import { type Executions, executions } from '../gateways/executions.ts'
import { startRun } from './contract.ts'

export const run = door(
  startRun,
  { store: controlStore, executions },
  async (asked, { store, executions, clock, environment }) => {
    const { scenario, mode, input } = asked
    const name = (await recordedName(store, asked)) ?? (await record(store, asked, clock.now()))
    const machine = machineNamed(environment.settings.PLATFORM, scenario, mode)
    const arn = executionArn(environment, machine, name)
    const started = await begin(executions, {
      machineArn: machineArn(environment, machine),
      arn,
      name,
      input: JSON.stringify(input),
    })
    const message = started ? `${name} has started` : `${name} was started before`
    return {
      runId: name,
      executionArn: arn,
      outcome: started ? ('started' as const) : ('already-started' as const),
      message,
    }
  },
)

export const handler = asDoor(run)

/** Of an attempt that came before, whatever became of it. @throws AskedOtherwise */
async function recordedName(store: ControlStore, asked: StartRequest): Promise<string | undefined> {
  const attempt = await store.read<{ readonly name: string }>(keys.attempt(attemptId(asked)))
  const record = attempt && (await store.read<StartRecord>(keys.start(attempt.value.name)))
  if (!record) return undefined
  const { name } = record.value
  if (recordsThis(record.value, asked)) return name
  throw new AskedOtherwise(`the key ${asked.key} was used for ${name}, with another request; nothing was started`)
}

/** @returns the run's name. @throws RequestInvalid with every fault, before anything is written */
async function record(store: ControlStore, asked: StartRequest, now: number): Promise<string> {
  const { scenario, mode, input, requestedBy, reason } = asked
  const checked = checkRequest(scenario, mode, input, now)
  const faults = [...startFaults(asked), ...('faults' in checked ? checked.faults : [])]
  if (faults.length > 0) throw new RequestInvalid(`the request cannot be carried out:\n- ${faults.join('\n- ')}`)
  const at = toInstant(now)
  const key = keys.attempt(attemptId(asked))
  await store.write(key, { name: runName(asked, at) }, { onlyNew: true })
  // Two attempts of the same minute or of two: the first one's name is the name.
  const name = (await store.read<{ readonly name: string }>(key))?.value.name ?? runName(asked, at)
  const start: StartRecord = { name, scenario, mode, requestedBy, reason, at, inputHash: inputHash(input) }
  await store.write(keys.start(name), start, { onlyNew: true })
  const kept = await store.read<StartRecord>(keys.start(name))
  if (kept && recordsThis(kept.value, asked)) return name
  throw new AskedOtherwise(`${name} was asked for before, with another request; nothing was started`)
}

interface Beginning {
  readonly machineArn: string
  readonly arn: string
  readonly name: string
  readonly input: string
}

/** @returns false when it was there. @throws Missing, AskedOtherwise */
async function begin(executions: Executions, { arn, ...beginning }: Beginning): Promise<boolean> {
  const before = await executions.describe(arn)
  if (!before && (await started(executions, beginning))) return true
  const there = before ?? (await executions.describe(arn))
  if (there?.input === beginning.input) return false
  throw new AskedOtherwise(`${beginning.name} was started with another input, not by this request; it is left alone`)
}

async function started(executions: Executions, beginning: Omit<Beginning, 'arn'>): Promise<boolean> {
  try {
    return await executions.start(beginning)
  } catch (error) {
    if (nameOf(error) !== 'StateMachineDoesNotExist') throw error
    throw new Missing(`there is no ${beginning.machineArn}: its runs are started in another region`)
  }
}
