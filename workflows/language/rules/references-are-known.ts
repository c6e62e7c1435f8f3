// An arrow refers only to what has happened in this mode; an undo, only to what was known before its step or passage.
import * as z from 'zod'
import type { Mode } from '../../../domain/run.ts'
import { written } from '../asl/arguments.ts'
import type { Arrow, Condition, EitherNode, Node, ParallelNode, Scenario } from '../nodes.ts'
import { pathOf } from '../reference.ts'
import { inMode } from '../walk.ts'
import type { Rule } from './rule.ts'

export const referencesAreKnown: Rule = (scenario, mode) => {
  const walk = new Walk(scenario, mode)
  walk.passage(scenario.nodes, new Set(['run', 'platform', 'request']))
  return walk.faults
}

/** What was known before a parallel passage, and had been learnt in ways: all that the undos inside it may use. */
interface Before {
  readonly known: ReadonlySet<string>
  readonly learnt: ReadonlyMap<string, ReadonlySet<string>>
}

class Walk {
  readonly faults: string[] = []
  /** Names of parallel passages: their results stand in no journal. */
  readonly #passages = new Set<string>()
  readonly #mode: Mode
  /** By the reference and the way. */
  readonly #learnt = new Map<string, ReadonlySet<string>>()
  readonly #request: z.ZodType

  constructor(scenario: Scenario, mode: Mode) {
    this.#mode = mode
    this.#request = scenario.requests[mode]
  }

  /** Returns what is known after the passage. `before` is set inside a parallel passage: what was known before it. */
  passage(nodes: readonly Node[], known: ReadonlySet<string>, before?: Before): ReadonlySet<string> {
    let now = known
    for (const node of inMode(nodes, this.#mode)) now = this.#node(node, now, before)
    return now
  }

  #node(node: Node, known: ReadonlySet<string>, before?: Before): ReadonlySet<string> {
    switch (node.kind) {
      case 'step': {
        this.#arrow(node.args, known, node.title)
        const undo = node.undo
        if (undo)
          for (const each of [undo, undo.until, undo.onceProved])
            if (each) {
              this.#arrow(each.args, before?.known ?? known, undo.title)
              this.#recorded(each.args, undo.title)
            }
        return new Set([...known, node.name])
      }
      case 'wait':
        this.#arrow(node.args, known, node.title)
        if (node.estimate) this.#arrow(node.estimate, known, node.title)
        return new Set([...known, node.name])
      case 'approve':
        this.#arrow(node.shows, known, node.title)
        if (node.waived) this.#arrow(node.waived, known, node.title)
        return known
      case 'choose':
        this.#arrow(node.when, known, node.title)
        this.passage(node.nodes, known, before)
        return known
      case 'optional':
        this.passage(node.nodes, known, before)
        return known
      case 'either':
        return this.#either(node, known, before)
      case 'parallel':
        return this.#parallel(node, known, before)
      case 'mark':
        if (node.onFailure) this.#arrow(node.onFailure, known, node.mark)
        return known
      default:
        return known
    }
  }

  #parallel(node: ParallelNode, known: ReadonlySet<string>, before?: Before): ReadonlySet<string> {
    const sinceThen = before ?? { known, learnt: new Map(this.#learnt) }
    const learnt = Object.values(node.branches).map(branch => this.passage(branch, known, sinceThen))
    if (node.open) return new Set([...known, ...learnt.flatMap(names => [...names])])
    this.#passages.add(node.name)
    return new Set([...known, node.name])
  }

  /** What a way has learnt is known again in the same way of the next `either` on the same reference. */
  #either(node: EitherNode, known: ReadonlySet<string>, before?: Before): ReadonlySet<string> {
    this.#arrow(node.on, known, node.title)
    const on = pathsIn(written(node.on)).flat().join('.')
    const learnt = Object.entries(node.ways).map(([way, nodes]) => {
      const key = `${on} ${way}`
      const earlier = before && { ...before, known: new Set([...before.known, ...(before.learnt.get(key) ?? [])]) }
      const after = this.passage(nodes, new Set([...known, ...(this.#learnt.get(key) ?? [])]), earlier)
      this.#learnt.set(key, after)
      return after
    })
    const [first = new Set<string>(), ...others] = learnt
    return new Set([...known, ...[...first].filter(name => others.every(names => names.has(name)))])
  }

  /** A run that is unwound from its record knows the results of steps only. */
  #recorded(arrow: Arrow, title: string): void {
    for (const [variable = '', ...rest] of pathsIn(written(arrow)))
      if (this.#passages.has(variable))
        this.faults.push(
          `"${title}" refers to $.${[variable, ...rest].join('.')}, and a passage's results are not recorded`,
        )
  }

  #arrow(arrow: Arrow | Condition, known: ReadonlySet<string>, title: string): void {
    for (const path of pathsIn(written(arrow))) {
      const [variable, field] = path
      if (variable !== undefined && !known.has(variable))
        this.faults.push(`"${title}" refers to $.${path.join('.')}, which is not known there in ${this.#mode} mode`)
      if (variable === 'request' && field !== undefined && !hasField(this.#request, field)) {
        this.faults.push(`"${title}" refers to $.request.${field}, which the ${this.#mode} request does not have`)
      }
    }
  }
}

const hasField = (schema: z.ZodType, field: string): boolean =>
  !(schema instanceof z.ZodObject) || field in schema.shape

function pathsIn(value: unknown): readonly (readonly string[])[] {
  const reference = pathOf(value)
  if (reference) return [reference.path]
  if (Array.isArray(value)) return value.flatMap(pathsIn)
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(pathsIn)
  return []
}
