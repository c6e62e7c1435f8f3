// Runs over the HTTP API of a control region, on AWS or in a sandbox: the same requests, the same answers.
import * as z from 'zod'
import { answered } from '../../domain/decisions.ts'
import { runLine, runView } from '../../domain/run-view.ts'
import { type Control, ControlDown, ControlRefused } from '../control.ts'
import type { Answer, Asking } from './signed-request.ts'

export interface Api {
  readonly ask: (asking: Asking) => Promise<Answer>
  /** In words, for the person who hears that it does not answer. */
  readonly name: string
  readonly sleep: (milliseconds: number) => Promise<void>
  /** Milliseconds between two looks at a run that is watched. */
  readonly every: number
}

const started = z.object({
  runId: z.string(),
  executionArn: z.string(),
  outcome: z.enum(['started', 'already-started']),
  message: z.string(),
})
const list = z.object({ runs: z.array(runLine) })
const refused = z.object({ refused: z.array(z.string()) })

/** Milliseconds before a second and a third try: everything that is asked is safe to ask again. */
const TRIED_AGAIN = [500, 2000]
const PASSING = [429, 500, 502, 503, 504]

export function controlOver(api: Api): Control {
  const get = async <T>(path: string, schema: z.ZodType<T>): Promise<T> =>
    read(await tried(api, { method: 'GET', path }), schema, api.name)
  const show = (runId: string) => get(`/runs/${encodeURIComponent(runId)}`, runView)
  return {
    start: async body => read(await tried(api, { method: 'POST', path: '/runs', body }), started, api.name),
    list: async () => (await get('/runs', list)).runs,
    show,
    async *watch(runId) {
      for (;;) {
        const view = await show(runId)
        yield view
        if (view.status !== 'RUNNING') return
        await api.sleep(api.every)
      }
    },
    async decide(runId, body) {
      const path = `/runs/${encodeURIComponent(runId)}/decisions`
      const answer = await tried(api, { method: 'POST', path, body })
      // A word that was not heard comes with a status of its own, and says why.
      const said = answered.safeParse(parsed(answer.text))
      return said.success ? said.data : read(answer, answered, api.name)
    },
  }
}

async function tried({ ask, sleep, name }: Api, asking: Asking): Promise<Answer> {
  let why = ''
  for (const wait of [...TRIED_AGAIN, undefined]) {
    try {
      const answer = await ask(asking)
      if (!PASSING.includes(answer.status)) return answer
      why = `it answers ${answer.status}`
    } catch (error) {
      // Without credentials the same attempt fails the same way.
      if (!isNetwork(error)) throw new ControlDown(`${name}: ${(error as Error).message}`)
      why = (error as Error).message || (error as { code?: string }).code || 'no answer'
    }
    if (wait !== undefined) await sleep(wait)
  }
  throw new ControlDown(`${name} does not answer: ${why}`)
}

const isNetwork = (error: unknown): boolean =>
  typeof (error as { code?: unknown }).code === 'string' ||
  ['TimeoutError', 'AbortError'].includes((error as Error).name)

function read<T>({ status, text }: Answer, schema: z.ZodType<T>, name: string): T {
  const value = parsed(text)
  if (status === 200) {
    const given = schema.safeParse(value)
    if (given.success) return given.data
    throw new ControlDown(`${name} gave something that this version does not understand: ${given.error.message}`)
  }
  const faults = refused.safeParse(value)
  if (faults.success) throw new ControlRefused(faults.data.refused)
  // API Gateway speaks for itself when IAM says no.
  if (status === 403)
    throw new ControlRefused([
      'IAM does not let you do this: you need execute-api:Invoke on it, and credentials that are good',
    ])
  throw new ControlDown(`${name} answers ${status}: ${text.slice(0, 200)}`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
