// What is shown while a rehearsal runs: a line for each step that ends.
import type { Progress } from '../../backends/sandbox.ts'
import { elapsedText } from './elapsed.ts'
import type { Paint } from './paint.ts'
import { saidLines } from './said.ts'
import { clipped, hung, padded, WIDTH, widthOf, withShortArns, wrap } from './text.ts'

interface ProgressOptions {
  readonly paint: Paint
  /** Titles of all phases that may come, so that steps stand below each other. */
  readonly phases: readonly string[]
}

/** `+00:12:30` */
const ELAPSED = 9
const WIDEST_PHASE = 20
/** Phases that stand around every runbook. */
const FRAME_PHASES = ['Begin', 'Undo', 'Close']
/** A step that went well takes one line; why one failed may take more. */
const FAILURE_LINES = 8

/** At least one line, each at most 100 columns wide. */
export function progressLines(progress: Progress, options: ProgressOptions): readonly string[] {
  const { paint } = options
  if (progress.kind === 'world') return hung(`${' '.repeat(ELAPSED)}  `, progress.text).map(line => paint('dim', line))
  if (progress.kind === 'said') return saidLines(progress.line).map(line => paint('dim', line))
  return stepLines(progress, options)
}

type Step = Extract<Progress, { kind: 'step' }>

function stepLines(progress: Step, { paint, phases }: ProgressOptions): readonly string[] {
  const { step, elapsedSeconds } = progress
  const width = Math.min(WIDEST_PHASE, Math.max(...[...FRAME_PHASES, ...phases].map(widthOf)))
  const [phase = ''] = clipped(wrap(step.phase, width), { most: 1, width })
  const head = `${elapsedText(elapsedSeconds)}  ${padded(phase, width)}  `
  const most = step.status === 'failed' ? FAILURE_LINES : 1
  const lines = clipped(hung(head, withShortArns(`${step.title} … ${result(progress)}`)), { most, width: WIDTH })
  const style = step.status === 'failed' ? 'red' : step.status === 'undone' ? 'yellow' : undefined
  return style ? lines.map(line => paint(style, line)) : lines
}

function result({ step }: Step): string {
  const calls = step.attempts > 1 ? `, ${step.attempts} calls` : ''
  return `${step.status}${calls}${step.said === '' ? '' : ` (${step.said})`}`
}
