// Text in columns: how wide it is on a terminal, how it wraps, how cells stand side by side.

/** Nothing that the command line prints is wider. */
export const WIDTH = 100

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach the terminal.
const ESCAPES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[@-Z\\-_]|\u009b[0-?]*[ -/]*[@-~]/g
/** Controls, unassigned, and marks that change the direction of text: none may reach a terminal from a log line. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]+/gu
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u
const NO_WIDTH = /\p{Mark}/u

/** One line of plain text: no control characters, no escape sequences, single spaces. */
export const oneLine = (text: string): string =>
  text.replace(ESCAPES, '').replace(/\s+/g, ' ').replace(HIDDEN, '').replace(/ +/g, ' ').trim()

/** Columns that the text takes; East Asian characters and emoji take two. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += widthOfOne(character)
  return width
}

function widthOfOne(character: string): number {
  if (character >= ' ' && character <= '~') return 1
  if (NO_WIDTH.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}

/** Lines of at most `width` columns, broken at spaces, or inside a word that is too long. At least one line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of oneLine(text).split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) <= width) {
      line = `${line} ${word}`
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = chopped(word, width)
    lines.push(...pieces.slice(0, -1))
    line = pieces.at(-1) ?? ''
  }
  return line !== '' || lines.length === 0 ? [...lines, line] : lines
}

function chopped(word: string, width: number): readonly string[] {
  const pieces: string[] = []
  let piece = ''
  for (const character of word) {
    if (piece !== '' && widthOf(piece) + widthOfOne(character) > width) {
      const kept = uptoPunctuation(piece)
      pieces.push(kept)
      piece = piece.slice(kept.length)
    }
    piece += character
  }
  return [...pieces, piece]
}

/** An ARN or a path reads better broken after a colon, a slash or a hyphen, if that is not too early. */
function uptoPunctuation(piece: string): string {
  const at = Math.max(...[...':/-,_.'].map(mark => piece.lastIndexOf(mark))) + 1
  return at > piece.length / 2 ? piece.slice(0, at) : piece
}

/** The first `most` lines; an ellipsis says that there was more. */
export function clipped(lines: readonly string[], { most, width }: { most: number; width: number }): readonly string[] {
  if (lines.length <= most) return lines
  const last = [...(lines[most - 1] ?? '')]
  while (widthOf(last.join('')) > width - 1) last.pop()
  return [...lines.slice(0, most - 1), `${last.join('').trimEnd()}…`]
}

/** Without the parts of ARNs that are the same all over the platform. */
export const withShortArns = (text: string): string => text.replace(/\barn:aws[\w-]*:[\w-]*:[\w-]*:\d*:/g, '')

/** Filled with spaces up to `width` columns. */
export const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))

/** Wraps with a first line's head, later lines below the text: `  - text that goes on\n    here`. */
export function hung(head: string, text: string, width = WIDTH): readonly string[] {
  const indent = widthOf(head)
  return wrap(text, Math.max(1, width - indent)).map((line, index) => (index === 0 ? head : ' '.repeat(indent)) + line)
}
