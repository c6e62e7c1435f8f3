// What is shown while a rehearsal runs: a line for each step that ends, and for each new answer of a wait.
import type { Progress } from '../../backends/sandbox.ts'
import { elapsedText } from './elapsed.ts'
import type { Paint } from './paint.ts'
import { clipped, hung, oneLine, padded, WIDTH, widthOf, withShortArns } from './text.ts'

interface ProgressOptions {
  readonly paint: Paint
  /** Titles of waits: each poll reports, and only what is new is shown. */
  readonly waits: ReadonlySet<string>
  readonly phases: readonly string[]
}

/** `+00:12:30` */
const ELAPSED = 9

/** Phases that stand around every runbook. */
const FRAME_PHASES = ['Begin', 'Undo', 'Close']

/** Returns the lines for a progress; none when it says what was said before. */
export function progressRenderer({ paint, waits, phases }: ProgressOptions): (progress: Progress) => readonly string[] {
  const shown = new Set<string>()
  const phaseWidth = Math.min(20, Math.max(...[...FRAME_PHASES, ...phases].map(widthOf)))
  return progress => {
    if (progress.kind === 'world') return hung(`${' '.repeat(ELAPSED)}  `, progress.text).map(line => paint('dim', line))
    const { step, elapsedSeconds } = progress
    const isWait = waits.has(step.title)
    // "age 40 s" and "age 50 s" say the same; "creating" and "available" do not.
    const key = JSON.stringify([step.phase, step.title, step.status, step.said.replace(/\d+/g, '0')])
    if (isWait && shown.has(key)) return []
    shown.add(key)
    const head = `${elapsedText(elapsedSeconds)}  ${padded(oneLine(step.phase), phaseWidth)}  `
    const text = withShortArns(`${step.title} … ${isWait ? waiting(progress) : result(progress)}`)
    const style = step.status === 'failed' ? 'red' : step.status === 'undone' ? 'yellow' : undefined
    const lines = clipped(hung(head, text), { most: step.status === 'failed' ? 8 : 1, width: WIDTH })
    return style ? lines.map(line => paint(style, line)) : lines
  }
}

type StepProgress = Extract<Progress, { kind: 'step' }>

function result({ step }: StepProgress): string {
  const tries = step.attempts > 1 ? `, ${step.attempts} calls` : ''
  return `${step.status}${tries}${step.said === '' ? '' : ` (${step.said})`}`
}

function waiting({ step }: StepProgress): string {
  if (step.status === 'failed') return result({ kind: 'step', elapsedSeconds: 0, step })
  return step.said === '' ? 'asked' : step.said
}
