// Variables and the paths that start from one: $states.input.cluster.id.
import { isObject } from '../../json.ts'
import type { Ast } from '../ast.ts'
import { onlyKnown } from './compile.ts'
import { BEYOND, type Fast } from './frame.ts'

/** A name that is nobody's variable may be one of jsonata's functions, so its absence is left to jsonata. */
export function variable(name: string): Fast | undefined {
  if (name === '' || name === '$') return undefined
  if (name === 'states') return frame => frame.states
  return frame => {
    const value = frame.variables[name]
    return value === undefined || !Object.hasOwn(frame.variables, name) ? BEYOND : value
  }
}

/**
 * Members of members. An array on the way maps the rest of the path over its items, with rules about flattening and
 * single results that are jsonata's to apply; an array at the end is the value itself.
 */
export function path(steps: readonly Ast[]): Fast | undefined {
  const [first, ...rest] = steps
  if (first?.type !== 'variable' || !onlyKnown(first)) return undefined
  const start = variable(String(first.value))
  const names = rest.map(step => (step.type === 'name' && onlyKnown(step, ['value']) ? String(step.value) : undefined))
  if (start === undefined || names.includes(undefined)) return undefined
  return frame => {
    let value = start(frame)
    for (const name of names as readonly string[]) {
      if (Array.isArray(value) || value === BEYOND) return BEYOND
      value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
    }
    return value
  }
}
