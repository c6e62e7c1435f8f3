// Where a run stands at a step, as far as its ending goes: nothing touched yet, at work, about to serve, serving, with what it can do without, closing, walking back.
import type { Mode } from '../../domain/run.ts'
import type { Node, Scenario } from '../../workflows/language/nodes.ts'
import { everyNode, optionals } from '../../workflows/language/walk.ts'
import { scenarioNamed } from '../rehearse.ts'
import type { Subject } from './rehearse-case.ts'

interface Visited {
  readonly subject: Pick<Subject, 'scenario' | 'mode'>
  /** Steps that the calm run came through. */
  readonly visited: readonly string[]
}

export const placesIn = ({ subject, visited }: Visited): ((step: string) => Place) =>
  placesOf(scenarioNamed(subject.scenario), subject.mode, new Set(visited))

/** `brink`: the change by whose end people are served; stopped there, the record says on which side of it. */
export type Place = 'before' | 'working' | 'brink' | 'serving' | 'optional' | 'closing' | 'undoing'

/** @param visited steps that the calm run came through: what stands behind a choice not taken does not count */
export function placesOf({ nodes }: Scenario, mode: Mode, visited: ReadonlySet<string>): (step: string) => Place {
  const line = everyNode(nodes, mode).filter(node => node.kind === 'mark' || visited.has(stepOf(node)))
  const firstTouch = line.findIndex(node => node.kind === 'step' && node.undo !== undefined)
  const serving = line.findIndex(node => node.kind === 'mark' && node.mark === 'serving')
  const placeAt = (index: number): Place => {
    if (serving >= 0 && index > serving) return 'serving'
    const node = line[index]
    if (index === serving - 1 && node?.kind === 'step' && node.contract.effect === 'changes') return 'brink'
    return firstTouch >= 0 && index >= firstTouch ? 'working' : 'before'
  }
  const without = new Set(optionals(nodes, mode).flatMap(({ nodes: inside }) => everyNode(inside, mode)))
  const places = new Map(
    line.map((node, index) => [stepOf(node), without.has(node) ? ('optional' as const) : placeAt(index)]),
  )
  return step => {
    if (step === 'request') return 'before'
    if (step === 'close') return 'closing'
    if (step.startsWith('undo_')) return 'undoing'
    const place = places.get(step)
    if (!place) throw new Error(`the step ${step} stands nowhere in the runbook`)
    return place
  }
}

function stepOf(node: Node): string {
  if (node.kind === 'phase') return `phase_${node.title.toLowerCase().replace(/\W+/g, '_')}`
  return 'name' in node ? node.name : ''
}
