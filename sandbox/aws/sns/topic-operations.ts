// sns:ListTopics and GetTopicAttributes.
import type {
  GetTopicAttributesCommandInput,
  GetTopicAttributesResponse,
  ListTopicsCommandInput,
  ListTopicsResponse,
} from '@aws-sdk/client-sns'
import { page, pageLimit } from '../pages.ts'
import { AwsError, type Operation } from '../service.ts'
import { topicOf } from './publish.ts'
import type { State } from './topics.ts'

/** A hundred topics a page; the caller cannot ask for fewer. */
export function listTopics(state: State): Operation<ListTopicsCommandInput, ListTopicsResponse> {
  return {
    needs: () => [{ action: 'sns:ListTopics', resource: '*' }],
    run: input => {
      const { items, next } = page({
        items: state.topics,
        key: topic => topic.arn,
        limit: pageLimit(undefined, 100, state.options.pageSize),
        token: input.NextToken,
        invalidToken: () => new AwsError('InvalidParameterException', 'Invalid parameter: nextToken'),
      })
      return { Topics: items.map(topic => ({ TopicArn: topic.arn })), ...(next && { NextToken: next }) }
    },
  }
}

export function getTopicAttributes(
  state: State,
): Operation<GetTopicAttributesCommandInput, GetTopicAttributesResponse> {
  return {
    needs: input => [{ action: 'sns:GetTopicAttributes', resource: input.TopicArn ?? '*' }],
    run: input => {
      const topic = topicOf(state, input.TopicArn)
      return {
        Attributes: {
          TopicArn: topic.arn,
          Owner: state.surroundings.accountId,
          DisplayName: topic.displayName,
          SubscriptionsConfirmed: String(topic.subscribers.size),
          SubscriptionsPending: '0',
          SubscriptionsDeleted: '0',
          ...(topic.policy && { Policy: JSON.stringify({ Version: '2012-10-17', Statement: topic.policy }) }),
          ...(topic.keyArn && { KmsMasterKeyId: topic.keyArn }),
        },
      }
    },
  }
}
