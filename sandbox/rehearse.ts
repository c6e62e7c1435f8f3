// Rehearses a scenario: builds the world, lets people use it, strikes, runs the runbook on virtual time, and measures.
import type { Mode } from '../domain/run.ts'
import { supervise } from '../lambdas/supervise/contract.ts'
import { usesOf } from '../workflows/deployment.ts'
import { scenarios } from '../workflows/index.ts'
import type { Scenario } from '../workflows/language/nodes.ts'
import { doorNames } from './doors.ts'
import { checkFaults, modesOfFaults } from './faults/index.ts'
import { loadHandlers } from './handlers.ts'
import type { Handler } from './lambda.ts'
import { outcomeOf } from './outcome.ts'
import type { Rehearsal, RehearsalRequest } from './rehearsal.ts'
import { askForRun } from './slack/ask-for-run.ts'
import { chatDoorNames } from './slack/deploy.ts'
import { closeStage, ended, type Run, type StageOptions, setStage, startRun } from './stage.ts'

/** @throws when the scenario or a fault is unknown, or when the sandbox itself fails; a run that fails is an outcome. */
export async function rehearse(request: RehearsalRequest): Promise<Rehearsal> {
  const scenario = scenarioNamed(request.scenario)
  checkFaults(request.faults, scenario, request.mode)
  const modes = [request.mode, ...modesOfFaults(request.faults)]
  const handlers = new Map(
    (await Promise.all(modes.map(mode => handlersOf(scenario, mode, request.bundles)))).flatMap(each => [...each]),
  )
  if (request.chat)
    for (const [name, handler] of await loadHandlers(chatDoorNames, request.bundles)) handlers.set(name, handler)
  const run = await runOnce({ request, scenario, handlers, ideal: false })
  const ideal =
    request.measureOverhead === false
      ? undefined
      : await runOnce({ request: { ...request, chat: false, onProgress: undefined }, scenario, handlers, ideal: true })
  return outcomeOf({ request, run, ideal })
}

/** Every verb that the scenario's machine of this mode invokes, and those beside it. */
export const verbsOf = (scenario: Scenario, mode: Mode): readonly string[] => [
  ...usesOf([scenario], mode).map(({ contract }) => contract.name),
  ...doorNames,
  supervise.name,
]

export const handlersOf = (scenario: Scenario, mode: Mode, bundles?: string): Promise<ReadonlyMap<string, Handler>> =>
  loadHandlers(verbsOf(scenario, mode), bundles)

export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find(each => each.name === name)
  if (!found)
    throw new Error(`there is no scenario "${name}"; there are ${scenarios.map(each => each.name).join(', ')}`)
  return found
}

async function runOnce(options: StageOptions): Promise<Run> {
  const stage = await setStage(options)
  const run = stage.chat ? await askForRun(stage, stage.chat) : startRun(stage)
  await ended(run)
  await closeStage(stage)
  return run
}
