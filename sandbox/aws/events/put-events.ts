// events:PutEvents and TestEventPattern. An entry that is refused is told in the answer, whose status is 200 all the same.
import type {
  PutEventsCommandInput,
  PutEventsRequestEntry,
  PutEventsResponse,
  TestEventPatternCommandInput,
  TestEventPatternResponse,
} from '@aws-sdk/client-eventbridge'
import type { Json } from '../../engine/index.ts'
import { isObject } from '../../engine/json.ts'
import { uuid } from '../identifiers.ts'
import { refuse } from '../not-simulated.ts'
import { AwsError, type Operation } from '../service.ts'
import { publish } from './delivery.ts'
import { patternFrom } from './pattern.ts'
import { type BusEvent, busArn, invalid, onDefaultBus, type State } from './state.ts'

const MOST_ENTRIES = 10
const MOST_BYTES = 262_144

export function putEvents(state: State): Operation<PutEventsCommandInput, PutEventsResponse> {
  return {
    needs: ({ Entries = [] }) =>
      Entries.map(({ Source = '', DetailType = '' }) => ({
        action: 'events:PutEvents',
        resource: busArn(state),
        context: { 'events:source': Source, 'events:detail-type': DetailType },
      })),
    run: input => {
      refuse('events:PutEvents', input, ['EndpointId'])
      const { Entries = [] } = input
      if (Entries.length === 0 || Entries.length > MOST_ENTRIES)
        throw invalid(`1 validation error detected: Entries has 1 to ${MOST_ENTRIES} members.`)
      if (Entries.reduce((sum, each) => sum + size(each), 0) > MOST_BYTES)
        throw invalid('Total size of the entries in the request is over the limit.')
      const answers = Entries.map(entry => put(state, entry))
      return { Entries: answers, FailedEntryCount: answers.filter(({ ErrorCode }) => ErrorCode !== undefined).length }
    },
  }
}

const size = ({ Source = '', DetailType = '', Detail = '', Resources = [] }: PutEventsRequestEntry): number =>
  [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), 14)

function put(state: State, entry: PutEventsRequestEntry): NonNullable<PutEventsResponse['Entries']>[number] {
  onDefaultBus(state, entry.EventBusName)
  refuse('events:PutEvents', entry, ['TraceHeader'])
  const { Source = '', DetailType = '', Detail = '', Resources = [], Time } = entry
  const missing = Object.entries({ Source, DetailType, Detail }).find(([, value]) => value === '')
  if (missing) return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${missing[0]} is not valid.` }
  if (Source.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' }
  const detail = objectFrom(Detail)
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
  const about = { source: Source, 'detail-type': DetailType, detail, resources: Resources }
  const event = eventOf(state, { ...about, ...(Time && { at: Time.getTime() }) })
  publish(state, event)
  return { EventId: event.id }
}

function objectFrom(text: string): BusEvent['detail'] | undefined {
  try {
    const value = JSON.parse(text) as Json
    return isObject(value) ? value : undefined
  } catch (error) {
    if (Error.isError(error) && error.name === 'SyntaxError') return undefined
    throw error
  }
}

export interface Happened extends Pick<BusEvent, 'source' | 'detail-type' | 'detail'> {
  readonly resources?: readonly string[]
  /** Milliseconds; now when absent. */
  readonly at?: number
}

export function eventOf(state: State, { source, detail, resources = [], at, ...rest }: Happened): BusEvent {
  const { clock, chance, region, accountId } = state.surroundings
  return {
    version: '0',
    id: uuid(chance, 'event', region, state.made++),
    'detail-type': rest['detail-type'],
    source,
    account: accountId,
    time: new Date(at ?? clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources,
    detail,
  }
}

export const testEventPattern = (): Operation<TestEventPatternCommandInput, TestEventPatternResponse> => ({
  needs: () => [{ action: 'events:TestEventPattern', resource: '*' }],
  run: ({ EventPattern = '', Event = '' }) => {
    const event = objectFrom(Event)
    const whole = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type']
    if (!event || whole.some(name => !(name in event)))
      throw new AwsError('InvalidEventPatternException', 'The event is not JSON, or lacks a field that is mandatory.')
    return { Result: patternFrom(EventPattern)(event) }
  },
})
