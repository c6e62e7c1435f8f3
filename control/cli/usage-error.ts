// What the person at the keyboard got wrong, said so that they can put it right. Nothing was run.

interface Wrong {
  /** The option, argument or field. */
  readonly what: string
  readonly given: string
  readonly allowed: string
  /** The name that was probably meant. */
  readonly meant?: string | undefined
  /** Where more is said; default the command's help. */
  readonly todo?: string
}

export class UsageError extends Error {
  override readonly name = 'UsageError'

  /** A text stands for itself: whoever wrote it has named all that `Wrong` asks for. */
  constructor(wrong: Wrong | string) {
    super(typeof wrong === 'string' ? wrong : textOf(wrong))
  }
}

function textOf({ what, given, allowed, meant, todo }: Wrong): string {
  const lines = [
    `${what}: given ${given}; allowed is ${allowed}.`,
    ...(meant === undefined ? [] : [`Did you mean ${meant}?`]),
    ...(todo === undefined ? [] : [todo]),
  ]
  return lines.join('\n  ')
}
