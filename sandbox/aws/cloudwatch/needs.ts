// What IAM must allow for CloudWatch: resource levels and condition keys from the Service Authorization Reference.
import type { Tag } from '@aws-sdk/client-cloudwatch'
import type { Requirement } from '../service.ts'
import { alarmArn, type State } from './state.ts'

type Context = NonNullable<Requirement['context']>

/** Metrics are no resources: a policy can narrow some of these actions by namespace at most. */
export function onMetrics(action: string, context?: Context): readonly Requirement[] {
  return [{ action: `cloudwatch:${action}`, resource: '*', ...(context && { context }) }]
}

export function onAlarm(state: State, action: string, name: string, context: Context = {}): Requirement {
  const tags = state.alarms.get(name)?.tags ?? []
  const owned = tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value ?? ''] as const)
  return {
    action: `cloudwatch:${action}`,
    resource: alarmArn(state, name),
    context: { ...Object.fromEntries(owned), ...context },
  }
}

export function tagContext(tags: readonly Tag[] | undefined): Context {
  if (tags === undefined || tags.length === 0) return {}
  const values = tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value ?? ''] as const)
  return { ...Object.fromEntries(values), 'aws:TagKeys': tags.map(({ Key }) => Key ?? '') }
}
