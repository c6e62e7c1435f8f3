// The one middy chain: every deployed handler is a runnable in this chain.
import middy from '@middy/core'
import { ENVIRONMENT, type Environment } from './environment.ts'
import { awsEnvironment } from './gateways/aws-environment.ts'
import type { Runnable } from './implement.ts'

interface LambdaContext {
  readonly [ENVIRONMENT]?: Environment
}

export function asLambda(runnable: Runnable) {
  return middy({ timeoutEarlyInMillis: 0 })
    .use(logOutcome(runnable.contract.name))
    .handler(async (event: unknown, context: unknown) =>
      isWake(event) ? {} : runnable.run(event, environmentOf(context)),
    )
}

/** A machine wakes its functions before it needs them; nothing is asked of them, and nothing is done. */
const isWake = (event: unknown): boolean => JSON.stringify(event) === '{"wake":true}'

/** Of the invocation: what a rehearsal put into the context, or what AWS provides. */
export const environmentOf = (context: unknown): Environment =>
  (context as LambdaContext)[ENVIRONMENT] ?? awsEnvironment()

interface Request {
  readonly event: unknown
  readonly context: unknown
  readonly error?: Error | null
}

/** Logs that a step ended and how; never its input or output, which may name people's data. */
function logOutcome(verb: string) {
  const about = ({ event }: Request) => {
    const { run, step } = (event ?? {}) as { run?: { id?: string }; step?: string }
    return { verb, run: run?.id, step }
  }
  return {
    after: (request: Request) => {
      if (!isWake(request.event)) environmentOf(request.context).log.info('step ended', about(request))
    },
    onError: (request: Request) =>
      environmentOf(request.context).log.error('step failed', {
        ...about(request),
        error: request.error?.name,
        message: request.error?.message,
      }),
  }
}
