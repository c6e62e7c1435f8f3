// A Map Run: the items of a distributed Map, each in an execution of its own, whose events are not in the parent's history.
import { uuid } from '../../aws/identifiers.ts'
import { type Releasable, record } from '../branch.ts'
import type { States } from '../definition/machine.ts'
import { Abandoned, StateError } from '../errors.ts'
import type { Execution, Running } from '../execution.ts'
import { told } from '../history.ts'
import { type Json, textOf } from '../json.ts'
import type { Value } from '../jsonata/template.ts'
import { start, stop } from '../start.ts'
import type { Visit } from '../visit.ts'
import { exceeds, type Tolerance } from './tolerance.ts'

export interface MapRun {
  readonly visit: Visit
  readonly items: readonly Json[]
  readonly processor: States
  readonly selector: Value | undefined
  /** 0 for no limit of the definition's. */
  readonly atOnce: number
  readonly tolerance: Tolerance
  /** Undefined: one is made. */
  readonly label: string | undefined
}

/** The outputs of the items that succeeded, in the items' order. Rejects when too many fail, and with any error of the selector's. */
export async function runMap(run: MapRun): Promise<readonly Json[]> {
  const { branch } = run.visit
  const names = namesOf(run)
  record(branch, 'MapRunStarted', ['mapRunStartedEventDetails', { mapRunArn: names.run }])
  try {
    const results = await allItems(run, names)
    record(branch, 'MapRunSucceeded')
    return results
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    record(branch, 'MapRunFailed', ['mapRunFailedEventDetails', told(error.error, error.cause)])
    throw error
  }
}

interface Names {
  readonly run: string
  /** What children are started under: the machine's own name and ARN, and the label. */
  readonly machine: { readonly arn: string; readonly name: string }
  readonly child: (index: number) => string
}

function namesOf({ visit, label: given }: MapRun): Names {
  const { machine, execution, around } = visit.branch.running
  const id = (what: string | number) =>
    uuid(around.chance, 'map-run', execution.arn, visit.entered, visit.retries, what)
  const label = given ?? id('label')
  const name = `${machine.name}/${label}`
  return {
    run: `arn:aws:states:${around.region}:${around.accountId}:mapRun:${name}:${id('run')}`,
    machine: { arn: `${machine.arn}/${label}`, name },
    child: id,
  }
}

function allItems(run: MapRun, names: Names): Promise<readonly Json[]> {
  const { visit, items, tolerance } = run
  const { limits } = visit.branch.running.around
  const most = run.atOnce === 0 ? limits.mapRunConcurrency : Math.min(run.atOnce, limits.mapRunConcurrency)
  return new Promise((resolve, reject) => {
    const open = new Set<Running>()
    const results = new Map<number, Json>()
    let [begun, failed] = [0, 0]
    const finish = (settle: () => void) => {
      visit.branch.waiting = undefined
      begun = items.length
      const left = [...open]
      open.clear()
      for (const child of left) stop(child, undefined, undefined)
      settle()
    }
    const release: Releasable = { release: () => finish(() => reject(new Abandoned())) }
    const ended = (child: Running, index: number) => {
      if (!open.delete(child)) return
      const { status, output = 'null' } = child.execution
      if (status === 'SUCCEEDED') results.set(index, JSON.parse(output) as Json)
      else failed += 1
      if (exceeds(tolerance, failed, items.length)) finish(() => reject(tooManyFailed()))
      else if (begun < items.length) next().catch(error => finish(() => reject(error)))
      else if (open.size === 0) finish(() => resolve(inOrder(results)))
    }
    const next = async () => {
      const index = begun++
      const input = await inputOf(run, index)
      if (visit.branch.ended) return
      const child = begin(run, names, { index, input })
      open.add(child)
      child.listeners.push((_: Execution) => ended(child, index))
    }
    visit.branch.waiting = release
    if (items.length === 0) finish(() => resolve([]))
    for (let count = Math.min(most, items.length); count > 0; count--)
      next().catch(error => finish(() => reject(error)))
  })
}

/** The selector reads the parent's variables and `Map.Item`; the child reads neither. */
async function inputOf({ visit, items, selector }: MapRun, index: number): Promise<Json> {
  const value = items[index] as Json
  if (selector === undefined) return value
  const branch = { ...visit.branch, mapItem: { Index: index, Value: value } }
  try {
    return await selector({ ...visit, branch })
  } catch (error) {
    // What it wrote of its failure is the parent's last event.
    visit.branch.previous = branch.previous
    throw error
  }
}

function begin({ visit, processor }: MapRun, names: Names, { index, input }: { index: number; input: Json }): Running {
  const { machine, around } = visit.branch.running
  const inner = { ...machine, ...names.machine, states: processor, timeoutSeconds: undefined }
  return start(around, { machine: inner, name: names.child(index), text: textOf(input), input })
}

const inOrder = (results: ReadonlyMap<number, Json>): readonly Json[] =>
  [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result)

function tooManyFailed(): StateError {
  return new StateError(
    'States.ExceedToleratedFailureThreshold',
    'The specified tolerated failure threshold was exceeded',
  )
}
