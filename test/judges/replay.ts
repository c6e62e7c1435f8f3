// Sends recorded calls to another imitation of AWS, and tells where it says something else than the sandbox did.
import { isDeepStrictEqual } from 'node:util'
import type { Service } from '../../sandbox/aws/service.ts'
import { catalogueOf } from '../../sandbox/aws/wire/catalogue.ts'
import type { Deed } from '../../sandbox/aws/wire/edge.ts'
import { refusalNames } from '../../sandbox/aws/wire/wire-error.ts'
import { instead } from './moto-differences.ts'
import type { Connection } from './moto-seed.ts'
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

/** In the order of their effects, one verdict for each call. */
export async function replayed(deeds: readonly Deed[], judged: Judged, connection: Connection): Promise<Verdict[]> {
  const clients = new Map(Object.entries(judged).map(([prefix, sdk]) => [prefix, clientOf(sdk, connection)]))
  const verdicts: Verdict[] = []
  for (const deed of withoutRepeats(deeds.filter(deed => isOfInterest(deed, judged)))) {
    const { prefix, operation } = partsOf(deed)
    const [sdk, client] = [judged[prefix], clients.get(prefix)]
    const ours = oursOf(deed)
    let accepted = false
    if (sdk && client) {
      const answer = await answerOf(client.send(commandOf(sdk, operation, deed.input)), deed)
      verdicts.push({ operation: deed.call.operation, ours, ...answer, output: outputOf(deed) })
      accepted = answer.theirs === 'accepted'
    }
    if (ours === 'accepted' && !accepted) await instead[deed.call.operation]?.(connection, deed.input as never)
  }
  for (const client of clients.values()) client.destroy()
  return verdicts
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

/** What both have to say alike where both accept: whatever the handlers build upon, and moto keeps. */
const FACTS: Readonly<Record<string, readonly string[]>> = {
  'secretsmanager:GetSecretValue': ['Name', 'VersionId', 'SecretString', 'VersionStages'],
  'secretsmanager:DescribeSecret': ['Name', 'VersionIdsToStages'],
  'secretsmanager:PutSecretValue': ['Name', 'VersionId', 'VersionStages'],
}

/** moto lists versions without a label as well; AWS leaves them out (DescribeSecret, VersionIdsToStages). */
function labelled(answer: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { VersionIdsToStages: versions, ...rest } = answer
  if (versions === undefined) return answer
  const kept = Object.entries(versions as object).filter(([, labels]) => labels.length > 0)
  return { ...rest, VersionIdsToStages: Object.fromEntries(kept) }
}

async function answerOf(
  work: Promise<Readonly<Record<string, unknown>>>,
  deed: Deed,
): Promise<Pick<Verdict, 'theirs' | 'said'>> {
  try {
    const given = labelled(await work)
    const ours = labelled(outputOf(deed))
    const other = (FACTS[deed.call.operation] ?? []).find(
      fact => oursOf(deed) === 'accepted' && !isDeepStrictEqual(given[fact], ours[fact]),
    )
    if (other === undefined) return { theirs: 'accepted', said: '' }
    return { theirs: `another ${other}`, said: `${JSON.stringify(given[other])}, not ${JSON.stringify(ours[other])}` }
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
