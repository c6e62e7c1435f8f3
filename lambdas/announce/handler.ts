// What was learnt is kept before anything is said: when Slack is down, the next event says what this one could not.
import { notificationOf } from '../../domain/chat/amazon-q.ts'
import type { About, Told } from '../../domain/chat/thread.ts'
import { asDoor, door } from '../door.ts'
import { news } from '../gateways/chat/news.ts'
import { chatSettings } from '../gateways/chat/settings.ts'
import { threads } from '../gateways/chat/threads.ts'
import { topic } from '../gateways/topic.ts'
import { announce } from './contract.ts'

export const run = door(
  announce,
  { news, threads, topic, settings: chatSettings },
  async ({ region, 'detail-type': type, detail }, { news, threads, topic, settings }) => {
    const about: About = { run: detail.run, scenario: detail.scenario, mode: detail.mode, region }
    const told = await news.of(type, detail)
    const { thread, fresh } = await threads.keep(about, told)
    await threads.keep(about, await news.decidedMeanwhile(thread))
    // What is delivered again, or tried again because Slack is down, is no news.
    if (settings.topic !== null) await notify(settings.topic, fresh)
    await threads.show(about)
    return { run: about.run }

    async function notify(name: string, each: readonly Told[]): Promise<void> {
      for (const one of each) {
        const notification = notificationOf(about, one)
        if (notification) await topic.publish(name, { subject: notification.content.title, message: notification })
      }
    }
  },
)

export const handler = asDoor(run)
