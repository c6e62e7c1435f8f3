// Cells side by side: each wraps in its own width, and a row is as high as its highest cell.
import type { Paint, Style } from './paint.ts'
import { clipped, padded, wrap } from './text.ts'

export interface Cell {
  readonly text: string
  readonly style?: Style
  /** Lines that are shown at most; default all. */
  readonly most?: number
}

const GAP = '  '

export interface Columns {
  readonly widths: readonly number[]
  /** Spaces before the first column. */
  readonly indent?: number
  readonly paint: Paint
}

/** The lines of one row, without spaces at their ends. */
export function row(cells: readonly Cell[], { widths, indent = 0, paint }: Columns): readonly string[] {
  const wrapped = cells.map(({ text, most }, index) => {
    const width = widths[index] ?? 1
    const lines = wrap(text, width)
    return most === undefined ? lines : clipped(lines, { most, width })
  })
  const height = Math.max(1, ...wrapped.map(lines => lines.length))
  return Array.from({ length: height }, (_, at) => {
    const parts = cells.map(({ style }, index) => {
      const text = wrapped[index]?.[at] ?? ''
      return { text, padding: padded(text, widths[index] ?? 1).slice(text.length), style }
    })
    const last = parts.findLastIndex(({ text }) => text !== '')
    const shown = parts.slice(0, last + 1).map(({ text, padding, style }, index) => {
      const painted = style && text !== '' ? paint(style, text) : text
      return index === last ? painted : painted + padding
    })
    return shown.length === 0 ? '' : ' '.repeat(indent) + shown.join(GAP)
  })
}
