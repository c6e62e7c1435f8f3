// SNS topics: messages that come later, perhaps twice, and what SNS refuses.
import { describe, expect, test } from '@jest/globals'
import { Sns } from '../../../sandbox/aws/sns/index.ts'
import { ask, everyPage, needs, refusal, start, surroundings } from './calling.ts'

describe('a topic', () => {
  function world(options = {}) {
    const around = surroundings()
    const sns = new Sns(around, options)
    const TopicArn = sns.seed({ name: 'wordpress-prod-muster' })
    const refused = (input: object) => refusal(sns.service, 'Publish', { TopicArn, Message: 'm', ...input })
    return { ...around, sns, service: sns.service, TopicArn, refused }
  }

  test('delivers later, perhaps twice, and the message can be read meanwhile', async () => {
    const { sns, service, TopicArn, clock, lifecycle } = world()
    const heard: string[] = []
    sns.subscribe('wordpress-prod-muster', ({ message }) => heard.push(message))
    ask(service, 'Publish', { TopicArn, Message: 'Held', Subject: 'Muster: a person must decide' })
    expect(sns.published(TopicArn)).toMatchObject([{ message: 'Held', at: start }])
    expect(heard).toEqual([])
    await clock.run(start + 20_000)
    expect(heard).toEqual(['Held'])
    lifecycle.override({ transition: 'sns.delivery', outcome: 'twice', times: 1 })
    ask(service, 'Publish', { TopicArn, Message: 'again' })
    await clock.run(start + 40_000)
    expect(heard).toEqual(['Held', 'again', 'again'])
  })

  test('refuses what SNS refuses', () => {
    const { refused, TopicArn } = world()
    expect(refused({ Message: '' })).toBe('InvalidParameterException')
    expect(refused({ Message: 'é'.repeat(131_073) })).toBe('InvalidParameterException')
    for (const Subject of ['', 'two\nlines', ' leading space', 'x'.repeat(100), 'Ümlaut']) {
      expect(refused({ Subject })).toBe('InvalidParameterException')
    }
    expect(refused({ MessageStructure: 'json', Message: '{"email":"x"}' })).toBe('InvalidParameterException')
    expect(refused({ TopicArn: `${TopicArn}-other` })).toBe('NotFoundException')
    expect(refused({ TopicArn: TopicArn.replace('us-east-1', 'us-west-2') })).toBe('InvalidParameterException')
    expect(refused({ PhoneNumber: '+15550100' })).toBe('NotSimulated')
  })

  test('takes exactly 256 KiB, attributes included', () => {
    const { service, TopicArn, refused } = world()
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'x' } }
    const Message = 'm'.repeat(262_144 - 'kind'.length - 'String'.length - 1)
    ask(service, 'Publish', { TopicArn, Message, MessageAttributes })
    expect(refused({ Message: `${Message}m`, MessageAttributes })).toBe('InvalidParameterException')
  })

  test('needs its customer-managed key, and topics are listed in pages', () => {
    const { sns, service } = world({ pageSize: 1 })
    const arn = sns.seed({ name: 'sealed', keyArn: 'arn:aws:kms:us-east-1:111122223333:key/k' })
    const actions = needs(service, 'Publish', { TopicArn: arn, Message: 'm' }).map(({ action }) => action)
    expect(actions).toEqual(['sns:Publish', 'kms:GenerateDataKey', 'kms:Decrypt'])
    const names = { items: 'Topics', token: 'NextToken', next: 'NextToken' }
    expect(everyPage(service, 'ListTopics', {}, names)).toMatchObject({ items: { length: 2 }, pages: 2 })
    expect(ask(service, 'GetTopicAttributes', { TopicArn: arn }).Attributes.KmsMasterKeyId).toContain('key/k')
  })
})
