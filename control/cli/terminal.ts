// Where the command line writes and what it knows of its surroundings: given, so that tests can look.

export interface Output {
  readonly isTTY: boolean
  write(text: string): void
}

export interface Terminal {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
}

export const print = (output: Output, lines: readonly string[]): void => {
  if (lines.length > 0) output.write(`${lines.join('\n')}\n`)
}
