// What the sandbox's own programs share: words in, an exit code out; what is wrong with them is said without a stack.
import { type Command, CommanderError, InvalidArgumentError } from 'commander'

/** Where a program writes. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

export const ownTerminal: Terminal = {
  out: text => void process.stdout.write(text),
  err: text => void process.stderr.write(text),
}

/** Bad usage, or a fault of the program's own: nothing was run, or not all. */
export const FAILED = 1

/** Resolves with the exit code that the program's action gave to `done`. @throws what is a fault of ours */
export async function runProgram(
  make: (done: (code: number) => void) => Command,
  words: readonly string[],
  { out, err }: Terminal,
): Promise<number> {
  let code = 0
  const program = make(done => {
    code = done
  })
  program
    .exitOverride()
    .configureOutput({
      writeOut: out,
      writeErr: err,
      outputError: (text, write) => write(text.replace(/^error: /, `${program.name()}: `)),
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
    })
    .showHelpAfterError('  Nothing was run. Add --help to see what is allowed.')
  try {
    await program.parseAsync([...words], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    // Its message says which field of the file is wrong, what was given and what is allowed.
    if (!Error.isError(error) || error.name !== 'PlatformFileError') throw error
    err(`${program.name()}: --platform: ${error.message}\n  Nothing was run.\n`)
    return FAILED
  }
}

/** For an option that takes a whole number. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const number = Number(text)
    if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number
    throw new InvalidArgumentError(`Allowed is a whole number from ${least}.`)
  }

/** For an option that takes some of these, with commas between them. */
export const someOf =
  <T extends string>(allowed: readonly T[]) =>
  (text: string): readonly T[] =>
    text.split(',').map(given => {
      const found = allowed.find(each => each === given)
      if (found === undefined) throw new InvalidArgumentError(`Allowed are ${allowed.join(', ')}, with commas between.`)
      return found
    })
