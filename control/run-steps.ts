// A run as people follow it: the steps so far, what it is doing now and how long that should take, and when it may end.
import { toMillis } from '../domain/instant.ts'
import type { RunView, StateSpan } from '../domain/run-view.ts'
import type { Node, Scenario } from '../workflows/language/nodes.ts'
import { Titles } from '../workflows/language/titles.ts'
import { everyNode, inMode } from '../workflows/language/walk.ts'

export interface FollowedStep {
  readonly phase: string
  readonly title: string
  readonly startedAt: string
  /** Null while it is being done. */
  readonly endedAt: string | null
  readonly status: 'running' | 'done' | 'failed' | 'undone'
  /** Seconds that it is expected to take; null where nothing is expected. */
  readonly expected: number | null
}

/** In the order in which they began. */
export function stepsOf(view: RunView, scenario: Scenario): readonly FollowedStep[] {
  const titles = new Titles(scenario, view.mode)
  const expected = new Map(
    everyNode(scenario.nodes, view.mode).flatMap(node => (node.kind === 'wait' ? [[node.title, node.expected]] : [])),
  )
  const parts = Map.groupBy(view.states, ({ name }) => titles.of(name)?.title)
  return [...parts].flatMap(([title, spans]) => {
    const known = title === undefined ? undefined : titles.of(title)
    return known ? [followed(known, spans, { view, expected: expected.get(known.title) ?? null })] : []
  })
}

interface Following {
  readonly view: RunView
  readonly expected: number | null
}

/** A step may have several states; it is being done while the run is in one of them. */
function followed(
  { phase, title, undo }: { readonly phase: string; readonly title: string; readonly undo: boolean },
  spans: readonly StateSpan[],
  { view, expected }: Following,
): FollowedStep {
  const startedAt = spans.map(({ enteredAt }) => enteredAt).sort()[0] ?? view.startedAt
  const running = view.status === 'RUNNING' && spans.some(({ exitedAt }) => exitedAt === null)
  const ends = spans.flatMap(({ exitedAt }) => exitedAt ?? []).sort()
  const failed = spans.some(each => each.name === title && each.failed !== null)
  const status = running ? 'running' : failed ? 'failed' : undo ? 'undone' : 'done'
  return { phase, title, startedAt, endedAt: running ? null : (ends.at(-1) ?? view.endedAt), status, expected }
}

export interface Forecast {
  /** Seconds until users are served again; null once they are, and in a drill. */
  readonly untilServed: number | null
  /** Seconds until the run has ended. */
  readonly untilEnd: number
}

/**
 * From what the waits that are still to come are expected to take; people's time is not counted. Undefined when it has
 * ended, and while it walks back, of which nobody knows how far it must go.
 */
export function forecastOf(view: RunView, scenario: Scenario): Forecast | undefined {
  const steps = stepsOf(view, scenario)
  if (view.status !== 'RUNNING' || steps.some(({ phase }) => phase === 'Undo')) return undefined
  const seen = new Map(steps.map(step => [step.title, step]))
  const left = (all: boolean) => remaining(inMode(scenario.nodes, view.mode), { view, seen, all })
  const untilServed = left(false)
  return { untilServed: view.mode === 'recover' && untilServed > 0 ? untilServed : null, untilEnd: left(true) }
}

interface Looking {
  readonly view: RunView
  readonly seen: ReadonlyMap<string, FollowedStep>
  /** With waits that come after users are served again. */
  readonly all: boolean
}

/** Seconds that a step takes which waits for nothing: a cold function and a few calls. */
const STEP = 2

function remaining(nodes: readonly Node[], looking: Looking): number {
  const reached = nodes.findLastIndex(node => titlesIn(node, looking.view).some(title => looking.seen.has(title)))
  return nodes.reduce((sum, node, index) => {
    // What was not entered and lies before what was, was passed by.
    if (index < reached && !titlesIn(node, looking.view).some(title => looking.seen.get(title)?.endedAt === null))
      return sum
    return sum + ofNode(node, looking)
  }, 0)
}

function ofNode(node: Node, looking: Looking): number {
  const { view, seen, all } = looking
  switch (node.kind) {
    case 'step':
      return seen.has(node.title) ? 0 : STEP
    case 'wait': {
      if (!all && node.countsTowardsRto === false) return 0
      const step = seen.get(node.title)
      if (!step) return node.expected
      return step.endedAt === null ? Math.max(0, node.expected - secondsSince(step.startedAt, view)) : 0
    }
    case 'choose':
      return remaining(inMode(node.nodes, view.mode), looking)
    case 'parallel':
      return longest(Object.values(node.branches), looking)
    case 'either': {
      const ways = Object.values(node.ways)
      const taken = ways.filter(way => way.some(each => titlesIn(each, view).some(title => seen.has(title))))
      return longest(taken.length > 0 ? taken : ways, looking)
    }
    default:
      return 0
  }
}

const longest = (ways: readonly (readonly Node[])[], looking: Looking): number =>
  Math.max(0, ...ways.map(way => remaining(inMode(way, looking.view.mode), looking)))

const secondsSince = (at: string, { seenAt }: RunView): number => (toMillis(seenAt) - toMillis(at)) / 1000

const titlesIn = (node: Node, { mode }: RunView): readonly string[] =>
  everyNode([node], mode).flatMap(each => ('name' in each && 'title' in each ? [each.title] : []))
