// events:PutRule, DescribeRule, ListRules, EnableRule, DisableRule and DeleteRule.
import type {
  DescribeRuleCommandInput,
  DescribeRuleResponse,
  EnableRuleCommandInput,
  ListRulesCommandInput,
  ListRulesResponse,
  PutRuleCommandInput,
  PutRuleResponse,
  Rule as RuleShape,
} from '@aws-sdk/client-eventbridge'
import { expressionFault } from '../../../domain/schedules/expression.ts'
import { notSimulated, refuse } from '../not-simulated.ts'
import { page, pageLimit } from '../pages.ts'
import type { Operation } from '../service.ts'
import { patternFrom } from './pattern.ts'
import { watchSchedule } from './scheduled.ts'
import { findRule, invalid, onDefaultBus, type Rule, ruleArn, type State } from './state.ts'

const onRule = (state: State, action: string) => (input: { readonly Name?: string | undefined }) => [
  { action: `events:${action}`, resource: ruleArn(state, input.Name ?? '') },
]

/** Makes a rule, or replaces one and leaves its targets. */
export function putRule(state: State): Operation<PutRuleCommandInput, PutRuleResponse> {
  return {
    needs: onRule(state, 'PutRule'),
    run: input => {
      refuse('events:PutRule', input, ['Tags', 'RoleArn'])
      onDefaultBus(state, input.EventBusName)
      const rule = ruleFrom(state, input)
      state.rules.set(rule.name, rule)
      watchSchedule(state, rule)
      return { RuleArn: rule.arn }
    },
  }
}

function ruleFrom(state: State, input: PutRuleCommandInput): Rule {
  const { Name: name = '', EventPattern: pattern, ScheduleExpression: schedule, Description, State = 'ENABLED' } = input
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) throw invalid(`The rule name ${name} is not valid.`)
  if (pattern === undefined && schedule === undefined)
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.')
  if (State !== 'ENABLED' && State !== 'DISABLED') throw notSimulated(`the state ${State} of a rule`)
  if (pattern !== undefined) patternFrom(pattern)
  // Rules know no at(…): that is Scheduler's.
  if (schedule !== undefined && (schedule.startsWith('at') || expressionFault(schedule) !== undefined))
    throw invalid('Parameter ScheduleExpression is not valid.')
  return {
    ...{ name, arn: ruleArn(state, name), pattern, schedule, description: Description },
    madeAt: state.surroundings.clock.now(),
    enabled: State === 'ENABLED',
    targets: state.rules.get(name)?.targets ?? [],
  }
}

export function describeRule(state: State): Operation<DescribeRuleCommandInput, DescribeRuleResponse> {
  return {
    needs: onRule(state, 'DescribeRule'),
    run: ({ Name, EventBusName }) => {
      onDefaultBus(state, EventBusName)
      return members(findRule(state, Name))
    },
  }
}

const members = ({ name, arn, pattern, schedule, description, enabled }: Rule): RuleShape => ({
  Name: name,
  Arn: arn,
  State: enabled ? 'ENABLED' : 'DISABLED',
  EventBusName: 'default',
  ...(pattern !== undefined && { EventPattern: pattern }),
  ...(schedule !== undefined && { ScheduleExpression: schedule }),
  ...(description !== undefined && { Description: description }),
})

export function listRules(state: State): Operation<ListRulesCommandInput, ListRulesResponse> {
  return {
    needs: () => [{ action: 'events:ListRules', resource: ruleArn(state, '*') }],
    run: ({ NamePrefix = '', Limit, NextToken, EventBusName }) => {
      onDefaultBus(state, EventBusName)
      const rules = [...state.rules.values()].filter(({ name }) => name.startsWith(NamePrefix))
      const { items, next } = page({
        items: rules.sort((a, b) => (a.name < b.name ? -1 : 1)),
        key: ({ name }) => name,
        limit: pageLimit(Limit, 100, state.options.pageSize),
        token: NextToken,
        invalidToken: () => invalid('The next token is not valid.'),
      })
      return { Rules: items.map(members), ...(next && { NextToken: next }) }
    },
  }
}

export function switchRule(state: State, enabled: boolean): Operation<EnableRuleCommandInput, void> {
  return {
    needs: onRule(state, enabled ? 'EnableRule' : 'DisableRule'),
    run: ({ Name, EventBusName }) => {
      onDefaultBus(state, EventBusName)
      findRule(state, Name).enabled = enabled
    },
  }
}

/** Targets have to be removed first; of what does not exist AWS says nothing (API reference, DeleteRule). */
export function deleteRule(state: State): Operation<EnableRuleCommandInput, void> {
  return {
    needs: onRule(state, 'DeleteRule'),
    run: ({ Name = '', EventBusName }) => {
      onDefaultBus(state, EventBusName)
      if ((state.rules.get(Name)?.targets.length ?? 0) > 0) throw invalid("Rule can't be deleted since it has targets.")
      state.rules.delete(Name)
    },
  }
}
