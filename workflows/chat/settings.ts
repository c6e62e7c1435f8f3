// What deployment tells the functions of chat: the platform's Slack, the regions of runs, and every scenario in short.
import type { Chat, ChatSettings, ScenarioFacts } from '../../domain/chat/settings.ts'
import type { Platform } from '../../domain/platform.ts'
import { platformAt } from '../../domain/platform-places.ts'
import type { Scenario } from '../language/nodes.ts'
import { everyNode } from '../language/walk.ts'

interface Telling {
  /** As it is described, not as one of its regions sees it. */
  readonly platform: Platform
  readonly chat: Chat
  readonly scenarios: readonly Scenario[]
}

export function chatSettingsOf({ platform, chat, scenarios }: Telling): ChatSettings {
  const home = ({ regions, muster }: Platform) => ({
    region: regions.primary,
    controlBucket: muster.controlBucket,
  })
  const recovery = platformAt('recovery', platform)
  return {
    chat,
    homes: { primary: home(platform), recovery: home(recovery) },
    scenarios: scenarios.map(factsOf),
    topic: recovery.muster.topic,
  }
}

/** Titles of a recovery: a drill asks nobody. */
function factsOf({ name, title, summary, objectives, nodes, runsIn = 'primary' }: Scenario): ScenarioFacts {
  const all = everyNode(nodes, 'recover')
  const titles = (kind: 'phase' | 'approve') => all.flatMap(node => (node.kind === kind ? [node.title] : []))
  return {
    ...{ name, title, summary, rto: objectives.rto, rpo: objectives.rpo, place: runsIn },
    phases: titles('phase'),
    questions: titles('approve'),
  }
}

/** In the region that chat is hosted in: a command has one address, which must outlive the primary region. */
export const chatPlatform = (platform: Platform): Platform => platformAt('recovery', platform)
