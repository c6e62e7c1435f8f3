// What Slack refuses of blocks: unknown types, too many, too long, or two buttons of one name (Slack, "Block Kit").

const MOST_BLOCKS = 50

type Fields = Readonly<Record<string, unknown>>

/** Undefined when Slack would take them. */
export function blockFault(blocks: unknown): string | undefined {
  if (blocks === undefined) return undefined
  if (!Array.isArray(blocks)) return 'blocks is no list'
  if (blocks.length > MOST_BLOCKS) return `more than ${MOST_BLOCKS} blocks`
  return firstOf(blocks as readonly Fields[], blockFaultOf)
}

function blockFaultOf(block: Fields): string | undefined {
  switch (block.type) {
    case 'header':
      return textFault(block.text, { types: ['plain_text'], most: 150 })
    case 'section':
      return textFault(block.text, { types: ['mrkdwn', 'plain_text'], most: 3000 })
    case 'context':
      return listFault(block.elements, 10, each => textFault(each, { types: ['mrkdwn', 'plain_text'], most: 3000 }))
    case 'actions':
      return listFault(block.elements, 25, buttonFault) ?? sameNames(block.elements as readonly Fields[])
    default:
      return `unsupported type: ${String(block.type)}`
  }
}

function listFault(
  elements: unknown,
  most: number,
  faultOf: (element: Fields) => string | undefined,
): string | undefined {
  if (!Array.isArray(elements) || elements.length === 0 || elements.length > most) return `1 to ${most} elements`
  return firstOf(elements as readonly Fields[], faultOf)
}

function buttonFault(button: Fields): string | undefined {
  if (button.type !== 'button') return `unsupported element: ${String(button.type)}`
  const { action_id: id, value, style, confirm } = button
  if (typeof id !== 'string' || id.length === 0 || id.length > 255) return 'action_id of 1 to 255 characters'
  if (value !== undefined && (typeof value !== 'string' || value.length > 2000))
    return 'value of 2000 characters at most'
  if (style !== undefined && style !== 'primary' && style !== 'danger') return 'style is primary or danger'
  const fault = textFault(button.text, { types: ['plain_text'], most: 75 })
  return fault ?? (confirm === undefined ? undefined : confirmFault(confirm as Fields))
}

const confirmFault = ({ title, text, confirm, deny }: Fields): string | undefined =>
  textFault(title, { types: ['plain_text'], most: 100 }) ??
  textFault(text, { types: ['plain_text', 'mrkdwn'], most: 300 }) ??
  textFault(confirm, { types: ['plain_text'], most: 30 }) ??
  textFault(deny, { types: ['plain_text'], most: 30 })

function sameNames(buttons: readonly Fields[]): string | undefined {
  const names = buttons.map(({ action_id }) => action_id)
  return new Set(names).size < names.length ? 'action_id already exists for this block' : undefined
}

interface Allowed {
  readonly types: readonly string[]
  readonly most: number
}

function textFault(given: unknown, { types, most }: Allowed): string | undefined {
  const { type, text } = (given ?? {}) as Fields
  if (!types.includes(String(type))) return `a text of type ${types.join(' or ')}`
  if (typeof text !== 'string' || text.length === 0) return 'must be more than 0 characters'
  return text.length > most ? `must be less than ${most + 1} characters` : undefined
}

function firstOf(each: readonly Fields[], faultOf: (one: Fields) => string | undefined): string | undefined {
  for (const one of each) {
    const fault = faultOf(one)
    if (fault !== undefined) return fault
  }
  return undefined
}
