// Where runs are: a control region of AWS, with credentials as the AWS CLI finds them, or a sandbox on this machine.
import { setTimeout as realSleep } from 'node:timers/promises'
import { type Control, ControlDown, type Where } from '../control.ts'
import { controlOver } from './over-api.ts'
import { ask, type Endpoint } from './signed-request.ts'

/** Milliseconds between two looks at a run: on AWS one costs a handful of calls, and steps take minutes. */
const EVERY = { aws: 5000, sandbox: 1000 } as const

/**
 * Rejects with ControlDown where nobody is.
 * @param sleep lets time pass between two looks or tries
 */
export async function controlAt(
  where: Where,
  sleep: (milliseconds: number) => Promise<unknown> = realSleep,
): Promise<Control> {
  const endpoint = where.on === 'aws' ? await onAws(where) : await inSandbox(where)
  const name = where.on === 'aws' ? `the API ${endpoint.host}` : `the sandbox at ${where.url}`
  return controlOver({
    ask: asking => ask(endpoint, asking),
    name,
    sleep: async milliseconds => {
      await sleep(milliseconds)
    },
    every: EVERY[where.on],
  })
}

async function onAws({ region, api, profile }: Extract<Where, { on: 'aws' }>): Promise<Endpoint> {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
  return {
    host: `${api}.execute-api.${region}.amazonaws.com`,
    region,
    credentials: fromNodeProviderChain({ ...(profile && { profile }), clientConfig: { region } }),
  }
}

interface Connecting {
  readonly host: string
  readonly region: string
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken: string
  }
}

async function inSandbox({ url, person }: Extract<Where, { on: 'sandbox' }>): Promise<Endpoint> {
  const asked = new URL(`/_muster/connect?role=${encodeURIComponent(person)}`, url)
  let answer: Response
  try {
    answer = await fetch(asked)
  } catch (error) {
    const { code = (error as Error).message } = ((error as Error).cause ?? {}) as { code?: string }
    throw new ControlDown(`no sandbox at ${url} (${code}): start one with \`muster sandbox\``)
  }
  if (!answer.ok) throw new ControlDown(`the sandbox at ${url} says: ${(await answer.text()).trim()}`)
  const { host, region, credentials } = (await answer.json()) as Connecting
  return { host, region, credentials, at: url }
}
