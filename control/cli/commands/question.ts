// A question to the person at the keyboard.
import { createInterface } from 'node:readline/promises'
import type { Controlling } from './surroundings.ts'

export const questionAt = ({ question }: Controlling): NonNullable<Controlling['question']> => question ?? onTerminal

/** Undefined when stdin is no terminal: then nobody can be asked. */
async function onTerminal(text: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await lines.question(text)
  } finally {
    lines.close()
  }
}
