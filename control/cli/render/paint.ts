// Colours, only where somebody sees them: on a terminal, and not when NO_COLOR is set.
import { styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'
/** Gives a text a style, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string

export const plain: Paint = (_, text) => text

export const coloured: Paint = (style, text) => styleText(style, text, { validateStream: false })

interface Where {
  readonly isTTY: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/** NO_COLOR counts when it is not empty (no-color.org); a terminal that calls itself dumb gets none either. */
export const paintFor = ({ isTTY, env }: Where): Paint =>
  isTTY && !env.NO_COLOR && env.TERM !== 'dumb' ? coloured : plain
