// Sends recorded calls to another imitation of AWS, and tells where it says something else than the sandbox did.
import { isDeepStrictEqual } from 'node:util'
import type { Service } from '../../sandbox/aws/service.ts'
import { catalogueOf } from '../../sandbox/aws/wire/catalogue.ts'
import type { Deed } from '../../sandbox/aws/wire/edge.ts'
import { refusalNames } from '../../sandbox/aws/wire/wire-error.ts'
import { disagreementOf } from './facts.ts'
import { instead } from './moto-instead.ts'
import type { Connection } from './moto-seed.ts'
import type { Names } from './names.ts'
import { partsOf } from './recording.ts'
import { clientOf, commandOf } from './reissue.ts'

/** The services judged so far, by IAM's prefix: add one here, and what it presupposes to the seed. */
export type Judged = Readonly<Record<string, Service['sdk']>>

export interface Verdict {
  readonly operation: string
  /** `accepted`, or the name of the error. */
  readonly ours: string
  readonly theirs: string
  /** What the other one said when it refused. */
  readonly said: string
  /** What the sandbox answered when it accepted. */
  readonly output: Readonly<Record<string, unknown>>
}

export interface Replaying {
  readonly judged: Judged
  readonly connection: Connection
  readonly names: Names
}

/** In the order of their effects, one verdict for each call. */
export async function replayed(deeds: readonly Deed[], { judged, connection, names }: Replaying): Promise<Verdict[]> {
  const clients = clientsOf(judged, connection)
  const verdicts: Verdict[] = []
  for (const deed of withoutRepeats(deeds.filter(deed => isOfInterest(deed, judged)))) {
    const { prefix, operation } = partsOf(deed)
    const input = names.inTheirs(deed.input)
    const ours = oursOf(deed)
    const sdk = judged[prefix]
    let accepted = false
    if (sdk) {
      const client = clients.of(prefix, deed.call.region)
      const answer = await answerOf(client.send(commandOf(sdk, operation, input)), deed, names)
      verdicts.push({ operation: deed.call.operation, ours, ...answer, output: outputOf(deed) })
      accepted = answer.theirs === 'accepted'
    }
    if (ours === 'accepted' && !accepted)
      await instead[deed.call.operation]?.({ ...connection, region: deed.call.region }, input as never)
  }
  clients.destroy()
  return verdicts
}

/** One for each service and region. */
function clientsOf(judged: Judged, connection: Connection) {
  const made = new Map<string, ReturnType<typeof clientOf>>()
  return {
    of(prefix: string, region: string) {
      const client = made.get(`${prefix} ${region}`) ?? clientOf(judged[prefix] ?? {}, { ...connection, region })
      made.set(`${prefix} ${region}`, client)
      return client
    },
    destroy() {
      for (const client of made.values()) client.destroy()
    },
  }
}

/** moto knows no permissions: what IAM refused here has not reached the service. */
function isOfInterest(deed: Deed, judged: Judged): boolean {
  if (deed.call.operation in instead) return true
  const sdk = judged[partsOf(deed).prefix]
  return sdk !== undefined && oursOf(deed) !== refusalNames(catalogueOf(sdk)).denied
}

const outputOf = ({ result }: Deed) => ('output' in result ? result.output : {})

const oursOf = ({ result }: Deed): string => ('error' in result ? result.error.name : 'accepted')

interface Refused {
  readonly name: string
  readonly message: string
  readonly $response?: { readonly statusCode: number }
}

/** What the other one answers, held against what the sandbox did; its names are learnt by the way. */
async function answerOf(
  work: Promise<Readonly<Record<string, unknown>>>,
  deed: Deed,
  names: Names,
): Promise<Pick<Verdict, 'theirs' | 'said'>> {
  try {
    const given = await work
    names.learn(outputOf(deed), given)
    if (oursOf(deed) !== 'accepted') return { theirs: 'accepted', said: '' }
    const other = disagreementOf(deed.call.operation, names.inTheirs(outputOf(deed)), given)
    return other ? { theirs: `another ${other.fact}`, said: other.said } : { theirs: 'accepted', said: '' }
  } catch (error) {
    const { name, message, $response } = error as Refused
    // An answer that the client cannot read is no answer of AWS's; whatever has no answer at all is a fault of this test.
    if (name !== 'Error' && name !== 'SyntaxError') return { theirs: name, said: message }
    if ($response === undefined) throw error
    return { theirs: `HTTP ${$response.statusCode}`, said: 'no answer that the client can read' }
  }
}

/** A poll that asks what was asked before, with nothing changed meanwhile, tells nothing new. */
function withoutRepeats(deeds: readonly Deed[]): readonly Deed[] {
  let asked: Deed[] = []
  return deeds.filter(deed => {
    if (asked.some(each => sameAs(each, deed))) return false
    if (/:(Describe|Get|List)/.test(deed.call.operation)) asked.push(deed)
    else asked = []
    return true
  })
}

const sameAs = (one: Deed, other: Deed): boolean =>
  one.call.operation === other.call.operation &&
  isDeepStrictEqual(one.input, other.input) &&
  oursOf(one) === oursOf(other)
