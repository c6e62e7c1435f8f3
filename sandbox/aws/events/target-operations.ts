// events:PutTargets, RemoveTargets and ListTargetsByRule.
import type {
  ListTargetsByRuleCommandInput,
  ListTargetsByRuleResponse,
  PutTargetsCommandInput,
  PutTargetsResponse,
  RemoveTargetsCommandInput,
  RemoveTargetsResponse,
  Target as TargetShape,
} from '@aws-sdk/client-eventbridge'
import { parseArn } from '../arn.ts'
import { notSimulated, refuse } from '../not-simulated.ts'
import { page, pageLimit } from '../pages.ts'
import type { Operation, Requirement } from '../service.ts'
import { checkInput } from './input.ts'
import { findRule, invalid, isQueue, onDefaultBus, ruleArn, type State, type Target } from './state.ts'

/** A rule has five targets at most (EventBridge user guide, "Quotas"). */
const MOST_TARGETS = 5

const UNSIMULATED = [
  ...['KinesisParameters', 'RunCommandParameters', 'EcsParameters', 'BatchParameters', 'SqsParameters'],
  ...['HttpParameters', 'RedshiftDataParameters', 'SageMakerPipelineParameters', 'AppSyncParameters'],
]

/** Handing a role over needs `iam:PassRole` on it. */
export function putTargets(state: State): Operation<PutTargetsCommandInput, PutTargetsResponse> {
  return {
    needs: ({ Rule = '', Targets = [] }) => [
      { action: 'events:PutTargets', resource: ruleArn(state, Rule) },
      ...Targets.flatMap(({ RoleArn }): Requirement[] =>
        RoleArn
          ? [{ action: 'iam:PassRole', resource: RoleArn, context: { 'iam:PassedToService': 'events.amazonaws.com' } }]
          : [],
      ),
    ],
    run: ({ Rule, EventBusName, Targets = [] }) => {
      onDefaultBus(state, EventBusName)
      if (!state.options.invoke) throw notSimulated('targets of rules in a region where nothing is connected')
      const rule = findRule(state, Rule)
      const given = Targets.map(targetFrom)
      const kept = rule.targets.filter(({ id }) => !given.some(each => each.id === id))
      if (kept.length + given.length > MOST_TARGETS) throw invalid(`A rule has at most ${MOST_TARGETS} targets.`)
      rule.targets = [...kept, ...given]
      return { FailedEntryCount: 0, FailedEntries: [] }
    },
  }
}

function targetFrom(shape: TargetShape): Target {
  refuse('events:PutTargets', shape, UNSIMULATED)
  const { Id: id = '', Arn: arn = '', RoleArn, Input, InputPath, InputTransformer, RetryPolicy } = shape
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(id)) throw invalid(`The target id ${id} is not valid.`)
  const { service = '' } = parseArn(arn) ?? {}
  if (!['lambda', 'states'].includes(service)) throw notSimulated(`the target ${arn} of a rule`)
  if (service === 'states' && RoleArn === undefined) throw invalid(`RoleArn is required for target ${arn}.`)
  const deadLetterArn = shape.DeadLetterConfig?.Arn
  if (deadLetterArn !== undefined && !isQueue(deadLetterArn)) throw invalid(`${deadLetterArn} is no queue.`)
  const target = {
    ...{ id, arn, roleArn: RoleArn, input: Input, inputPath: InputPath, transformer: InputTransformer },
    retry: RetryPolicy ?? {},
    deadLetterArn,
  }
  checkInput(target)
  return target
}

export function removeTargets(state: State): Operation<RemoveTargetsCommandInput, RemoveTargetsResponse> {
  return {
    needs: ({ Rule = '' }) => [{ action: 'events:RemoveTargets', resource: ruleArn(state, Rule) }],
    run: ({ Rule, EventBusName, Ids = [] }) => {
      onDefaultBus(state, EventBusName)
      const rule = findRule(state, Rule)
      rule.targets = rule.targets.filter(({ id }) => !Ids.includes(id))
      return { FailedEntryCount: 0, FailedEntries: [] }
    },
  }
}

export function listTargetsByRule(state: State): Operation<ListTargetsByRuleCommandInput, ListTargetsByRuleResponse> {
  return {
    needs: ({ Rule = '' }) => [{ action: 'events:ListTargetsByRule', resource: ruleArn(state, Rule) }],
    run: ({ Rule, EventBusName, Limit, NextToken }) => {
      onDefaultBus(state, EventBusName)
      const { items, next } = page({
        items: findRule(state, Rule).targets,
        key: ({ id }) => id,
        limit: pageLimit(Limit, 100, state.options.pageSize),
        token: NextToken,
        invalidToken: () => invalid('The next token is not valid.'),
      })
      return { Targets: items.map(members), ...(next && { NextToken: next }) }
    },
  }
}

const members = ({ id, arn, roleArn, input, inputPath, transformer, retry, deadLetterArn }: Target): TargetShape => ({
  Id: id,
  Arn: arn,
  ...(roleArn !== undefined && { RoleArn: roleArn }),
  ...(input !== undefined && { Input: input }),
  ...(inputPath !== undefined && { InputPath: inputPath }),
  ...(transformer && { InputTransformer: transformer }),
  ...(Object.keys(retry).length > 0 && { RetryPolicy: retry }),
  ...(deadLetterArn !== undefined && { DeadLetterConfig: { Arn: deadLetterArn } }),
})
