// From the argument to the ending, as the Job's container has it: an exit code and a termination message.
import { codeOf } from './files.ts'
import { run, type Tools } from './program.ts'
import { type Result, resultLine } from './result.ts'
import { type Settings, settingsFrom } from './settings.ts'

export interface Ending {
  /** 1 asks Kubernetes for another attempt; refusals and differences are answers, and end with 0. */
  readonly exitCode: 0 | 1
  /** One line of JSON, at most 4096 bytes. */
  readonly message: string
  /** What to print for whoever reads the log of the pod. */
  readonly error?: unknown
}

export async function perform(argument: string, tools: Tools): Promise<Ending> {
  let settings: Settings | undefined
  try {
    settings = settingsFrom(argument)
    return { exitCode: 0, message: resultLine(await run(settings, tools)) }
  } catch (error) {
    return { exitCode: 1, message: resultLine(failure(settings?.mode ?? null, error)), error }
  }
}

/** Node's messages tell the path; names of files stay out of the result, so there the code must do. */
function failure(mode: Result['mode'], error: unknown): Result {
  const code = codeOf(error)
  const message = Error.isError(error) ? error.message : String(error)
  const reason = code === '' ? message : `the file system answered ${code}`
  return { mode, outcome: 'failed', reason, directory: null, counts: {}, bytes: 0, listings: {} }
}
