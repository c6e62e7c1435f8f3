// A message as it reads: blocks as text, mentions as names, buttons in brackets.
import type { Block } from '../../domain/chat/blocks.ts'
import { nameOf, type Posted, type State } from './state.ts'

export function plainText(state: State, { text, blocks }: Pick<Posted, 'text' | 'blocks'>): string {
  const read = blocks.map(block => readable(state, textOf(block)))
  return read.length === 0 ? readable(state, text) : read.join('\n')
}

function textOf(block: Block): string {
  switch (block.type) {
    case 'header':
      return block.text.text
    case 'section':
      return block.text.text
    case 'context':
      return block.elements.map(({ text }) => text).join(' ')
    case 'actions':
      return block.elements.map(({ text }) => `[${text.text}]`).join(' ')
  }
}

const readable = (state: State, text: string): string =>
  text
    .replace(/<@([UW][A-Z0-9]+)>/g, (_, user: string) => `@${nameOf(state, user)}`)
    .replace(/<!subteam\^([A-Z0-9]+)>/g, '@$1')
    .replace(/(^|\s)\*([^*\n]+)\*/g, '$1$2')
    .replaceAll('`', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
