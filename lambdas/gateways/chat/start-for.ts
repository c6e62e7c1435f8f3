// A run that is started for somebody in chat: through `start-run`, which checks it as it checks everybody's.
import { faults, happened } from '../../../domain/chat/replies.ts'
import { AskedOtherwise, Missing, RequestInvalid } from '../../../domain/errors.ts'
import type { StartRequest } from '../../../domain/start.ts'
import { nameOf } from '../errors.ts'
import type { Functions } from '../functions.ts'
import type { Done } from './done.ts'

/** What the door says for people; any other error is ours. */
const TOLD = new Set<string>([RequestInvalid.code, AskedOtherwise.code, Missing.code])

export async function startFor(functions: Functions, request: StartRequest): Promise<Done> {
  try {
    const started = (await functions.call('start-run', request)) as { runId: string; outcome: string; message: string }
    const reply = happened(`${started.message}. Its thread shows how it goes; \`/dr status ${started.runId}\` too.`)
    return { outcome: started.outcome, reply, run: started.runId }
  } catch (error) {
    if (!TOLD.has(nameOf(error))) throw error
    const [first = '', ...each] = (error as Error).message.split('\n- ')
    return { outcome: 'invalid', reply: faults(each.length > 0 ? each : [first]), run: null }
  }
}
