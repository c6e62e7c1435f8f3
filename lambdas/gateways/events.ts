// The events that Muster emits, on the default bus: checked against their schemas, and never worth failing a run for.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { EVENT_SOURCE, type EventDetail, type EventType, emitted } from '../../domain/events.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { clientFor } from './clients.ts'
import { nameOf } from './errors.ts'

type About = 'version' | 'platform' | 'run' | 'scenario' | 'mode' | 'executionArn'

export const events = (environment: Environment, { run }: Caller) => ({
  /**
   * Who listens is told a moment later, or not at all: a run goes on when EventBridge does not answer or refuses, and the
   * log says so. What people must hear goes to the topic as well.
   * @returns whether EventBridge took it
   */
  async emit<T extends EventType>(type: T, told: Omit<EventDetail<T>, About>): Promise<boolean> {
    const { id, scenario, mode, executionArn } = run
    const about = { version: 1, platform: environment.settings.PLATFORM, run: id, scenario, mode, executionArn }
    const detail = emitted[type].parse({ ...about, ...told })
    try {
      const { FailedEntryCount = 0, Entries: [answer] = [] } = await clientFor(EventBridgeClient, environment).send(
        new PutEventsCommand({
          Entries: [
            { Source: EVENT_SOURCE, DetailType: type, Detail: JSON.stringify(detail), Resources: [executionArn] },
          ],
        }),
      )
      if (FailedEntryCount === 0) return true
      environment.log.error('an event was refused', { event: type, run: id, error: answer?.ErrorCode })
    } catch (error) {
      environment.log.error('an event was not taken', { event: type, run: id, error: nameOf(error) })
    }
    return false
  },
})
