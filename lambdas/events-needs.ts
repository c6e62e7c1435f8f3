// What emitting an event needs of IAM: only Muster's own source, and only the event's own type.
import { EVENT_SOURCE, type EventType } from '../domain/events.ts'
import type { Platform } from '../domain/platform.ts'
import { type AwsNeed, allow } from './needs.ts'

export const emitting = ({ account, regions }: Platform, ...types: readonly EventType[]): AwsNeed =>
  allow('events:PutEvents', [`arn:aws:events:${regions.primary}:${account}:event-bus/default`], {
    StringEquals: { 'events:source': EVENT_SOURCE, 'events:detail-type': [...types] },
  })
