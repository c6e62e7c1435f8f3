// sns:Publish: accepted once, delivered later, perhaps twice, in no particular order (aws-behaviour 1.9).
import type { MessageAttributeValue, PublishCommandInput, PublishResponse } from '@aws-sdk/client-sns'
import { parseArn } from '../arn.ts'
import { uuid } from '../identifiers.ts'
import { refuse } from '../not-simulated.ts'
import { AwsError, type Operation, type Requirement } from '../service.ts'
import type { Published, State, Topic } from './topics.ts'

const mostBytes = 262_144

const unsimulated = ['PhoneNumber', 'MessageGroupId', 'MessageDeduplicationId'] as const

/** A topic under a customer-managed key needs `kms:GenerateDataKey` and `kms:Decrypt` of the publisher (SNS developer guide). */
export function publish(state: State): Operation<PublishCommandInput, PublishResponse> {
  return {
    needs: input => {
      const arn = input.TopicArn ?? input.TargetArn ?? '*'
      const topic = state.topics.find(each => each.arn === arn)
      return [{ action: 'sns:Publish', resource: arn }, ...onKey(state, topic)]
    },
    run: input => {
      refuse('sns:Publish', input, unsimulated)
      const topic = topicOf(state, input.TopicArn ?? input.TargetArn)
      check(input)
      if (topic.keyArn && !(state.options.usable?.(topic.keyArn) ?? true)) {
        throw new AwsError('KMSDisabledException', `${topic.keyArn} cannot be used`)
      }
      const message = record(state, topic, input)
      deliver(state, topic, message)
      state.surroundings.lifecycle.changed()
      return { MessageId: message.messageId }
    },
  }
}

function onKey(state: State, topic: Topic | undefined): Requirement[] {
  const keyArn = topic?.keyArn
  if (keyArn === undefined) return []
  const context = { 'kms:ViaService': `sns.${state.surroundings.region}.amazonaws.com` }
  return ['kms:GenerateDataKey', 'kms:Decrypt'].map(action => ({ action, resource: keyArn, context }))
}

/** @throws NotFoundException (404); InvalidParameterException for no ARN, and for the ARN of another region */
export function topicOf(state: State, arn: string | undefined): Topic {
  const topic = state.topics.find(each => each.arn === arn)
  if (topic) return topic
  const parsed = parseArn(arn ?? '')
  if (parsed?.service !== 'sns' || parsed.region !== state.surroundings.region) throw invalid('TopicArn')
  throw new AwsError('NotFoundException', 'Topic does not exist', { status: 404 })
}

/** @throws InvalidParameterException for an empty message, more than 256 KiB, a subject that no e-mail could carry */
function check(input: PublishCommandInput): void {
  const { Message: message = '', Subject: subject, MessageStructure: structure } = input
  if (message === '') throw invalid('Empty message')
  const attributes = Object.entries(input.MessageAttributes ?? {}).reduce((sum, entry) => sum + size(...entry), 0)
  if (Buffer.byteLength(message) + attributes > mostBytes) throw invalid('Message too long')
  // ASCII, no line breaks, under 100 characters, beginning with a letter, digit or punctuation mark (API reference).
  if (subject !== undefined && !/^[!-~][ -~]{0,98}$/.test(subject)) throw invalid('Subject')
  if (structure === undefined) return
  if (structure !== 'json') throw invalid('MessageStructure')
  if (!hasDefault(message)) throw invalid('Message Structure - No default entry in JSON message body')
}

function size(name: string, value: MessageAttributeValue): number {
  return [name, value.DataType, value.StringValue].reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0)
}

function hasDefault(message: string): boolean {
  try {
    return typeof JSON.parse(message)?.default === 'string'
  } catch (error) {
    throw invalid(`Message Structure - JSON message body failed to parse: ${String(error)}`)
  }
}

function record(state: State, topic: Topic, input: PublishCommandInput): Published {
  const { chance, clock } = state.surroundings
  const message = {
    messageId: uuid(chance, 'sns', topic.arn, topic.published.length),
    topicArn: topic.arn,
    at: clock.now(),
    message: input.Message ?? '',
    subject: input.Subject,
    attributes: { ...input.MessageAttributes },
  }
  topic.published.push(message)
  return message
}

/** Faults may choose `twice` or `lost`: delivery is at least once while the subscriber can be reached. */
function deliver(state: State, topic: Topic, message: Published): void {
  const done = () => {
    for (const subscriber of [...topic.subscribers]) subscriber(message)
  }
  const twice = () => {
    done()
    done()
  }
  state.surroundings.lifecycle.schedule('sns.delivery', topic.name, { done, twice, lost: () => undefined })
}

function invalid(what: string): AwsError {
  return new AwsError('InvalidParameterException', `Invalid parameter: ${what}`)
}
