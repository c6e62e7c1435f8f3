// Slack's message blocks, as many as are needed, within Slack's limits, and with nothing in them that acts by itself.

interface Text {
  readonly type: 'mrkdwn'
  readonly text: string
  /** Slack makes no links, mentions or channels out of what only looks like them. */
  readonly verbatim: true
}

interface Plain {
  readonly type: 'plain_text'
  readonly text: string
}

export interface Button {
  readonly type: 'button'
  readonly action_id: string
  readonly text: Plain
  readonly value: string
  readonly style?: 'primary' | 'danger'
  readonly confirm?: { readonly title: Plain; readonly text: Plain; readonly confirm: Plain; readonly deny: Plain }
}

export type Block =
  | { readonly type: 'header'; readonly text: Plain }
  | { readonly type: 'section'; readonly text: Text }
  | { readonly type: 'context'; readonly elements: readonly Text[] }
  | { readonly type: 'actions'; readonly elements: readonly Button[] }

export interface Message {
  /** What notifications and screen readers say. */
  readonly text: string
  readonly blocks: readonly Block[]
}

/** Characters (Slack, "Block Kit" reference). */
export const LIMITS = { header: 150, section: 3000, button: 75, confirm: 300, text: 4000, blocks: 50 } as const

/** Slack's three control characters; without `<` there is no mention, no link and no command in a text. */
export const safe = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}]+/gu, character => (/^\s+$/.test(character) ? character : ''))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')

/** Not in the middle of an entity, nor of a character of two halves. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most - 1).replace(/(&[a-z]{0,4}|[\ud800-\udbff])$/, '')}…`
}

export const header = (text: string): Block => ({ type: 'header', text: plain(text, LIMITS.header) })

/** @param text already {@link safe} where it is not ours */
export const section = (text: string): Block => ({
  type: 'section',
  text: { type: 'mrkdwn', text: cut(text, LIMITS.section), verbatim: true },
})

export const context = (text: string): Block => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: cut(text, LIMITS.section), verbatim: true }],
})

export const actions = (...elements: readonly Button[]): Block => ({ type: 'actions', elements })

interface Offer {
  readonly click: string
  readonly label: string
  readonly id: string
  readonly style?: 'primary' | 'danger'
  /** Asked once more before it is sent. */
  readonly sure?: string
}

export const button = ({ click, label, id, style, sure }: Offer): Button => ({
  type: 'button',
  action_id: click,
  text: plain(label, LIMITS.button),
  value: id,
  ...(style && { style }),
  ...(sure !== undefined && {
    confirm: {
      title: plain(label, 100),
      text: plain(sure, LIMITS.confirm),
      confirm: plain(label, 30),
      deny: plain('Not now', 30),
    },
  }),
})

/** @param text what is said where blocks are not shown; not safe yet */
export const message = (text: string, blocks: readonly Block[]): Message => ({
  text: cut(safe(text), LIMITS.text),
  blocks: blocks.slice(0, LIMITS.blocks),
})

/** A plain answer of one block. */
export const says = (text: string): Message => ({ text: cut(text, LIMITS.text), blocks: [section(text)] })

const plain = (text: string, most: number): Plain => ({ type: 'plain_text', text: cut(text, most) })
