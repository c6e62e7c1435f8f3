// Asking somebody who may be gone: one try, few seconds, and no answer is an answer that is told and decides nothing.
import type { Environment } from '../environment.ts'

/** Why there is nothing to tell. */
export interface NoAnswer {
  readonly noAnswer: string
}

/**
 * What the deed gives, or why it gave nothing: any failure counts, also a refusal. What it began may still happen.
 * @param seconds after which nobody listens any more
 * @param except failures that say nothing of whom is asked: they are thrown
 */
export function timeBoxed<T extends object>(
  { clock }: Pick<Environment, 'clock'>,
  seconds: number,
  deed: () => Promise<T>,
  except: (error: unknown) => boolean = () => false,
): Promise<T | NoAnswer> {
  const late = clock.sleep(seconds * 1000).then((): NoAnswer => ({ noAnswer: `no answer within ${seconds} s` }))
  const told = (error: unknown): NoAnswer => {
    if (except(error)) throw error
    const { name = 'Error', message = String(error) } = (error ?? {}) as Partial<Error>
    return { noAnswer: `${name}: ${message}` }
  }
  return Promise.race([deed().catch(told), late])
}

export const isSilent = (answer: object): answer is NoAnswer => 'noAnswer' in answer
