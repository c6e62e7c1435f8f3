// The simulated SNS of one region: standard topics, their messages, and subscribers that are functions.
import * as sdk from '@aws-sdk/client-sns'
import type { Statement } from '../iam/iam.ts'
import type { Service, Surroundings } from '../service.ts'
import { publish } from './publish.ts'
import { getTopicAttributes, listTopics } from './topic-operations.ts'
import type { Options, Published, State, Subscriber, Topic } from './topics.ts'

/** A topic made before the rehearsal begins. */
export interface TopicSeed {
  readonly name: string
  readonly displayName?: string
  readonly policy?: readonly Statement[]
  readonly keyArn?: string
}

export class Sns {
  readonly service: Service
  readonly #state: State

  constructor(surroundings: Surroundings, options: Options = {}) {
    const state: State = { surroundings, options, topics: [] }
    this.#state = state
    const operations = {
      Publish: publish(state),
      ListTopics: listTopics(state),
      GetTopicAttributes: getTopicAttributes(state),
    }
    this.service = { signingName: 'sns', sdk, operations }
  }

  /** Returns the topic's ARN. */
  seed({ name, displayName = '', policy, keyArn }: TopicSeed): string {
    const { region, accountId } = this.#state.surroundings
    const arn = `arn:aws:sns:${region}:${accountId}:${name}`
    this.#state.topics.push({ name, arn, displayName, policy, keyArn, published: [], subscribers: new Set() })
    return arn
  }

  /** Everything accepted so far, in the order of publishing, delivered or not. By name or ARN. */
  published(topic: string): readonly Published[] {
    return this.#find(topic)?.published ?? []
  }

  /** Called after each delivery delay, at least once a message. Returns how to unsubscribe. */
  subscribe(topic: string, subscriber: Subscriber): () => void {
    const found = this.#find(topic)
    if (!found) throw new Error(`no topic ${topic}`)
    found.subscribers.add(subscriber)
    return () => found.subscribers.delete(subscriber)
  }

  policyOf(topicArn: string): readonly Statement[] | undefined {
    return this.#find(topicArn)?.policy
  }

  #find(topic: string): Topic | undefined {
    return this.#state.topics.find(each => each.name === topic || each.arn === topic)
  }
}

export type { Published } from './topics.ts'
