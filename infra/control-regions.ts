// Where Muster itself is deployed: in each of the platform's regions, with the platform as it is found there.
import type { Chat } from '../domain/chat/settings.ts'
import type { Platform } from '../domain/platform.ts'
import { type Place, platformAt } from '../domain/platform-places.ts'
import type { Scenario } from '../workflows/language/nodes.ts'

export interface ControlRegion {
  readonly place: Place
  /** The platform seen from there: `regions.primary` is that region. */
  readonly platform: Platform
  readonly scenarios: readonly Scenario[]
}

/**
 * The recovery region has the machines of every scenario, not only of those that run there: once the platform lives in
 * it, a database can be corrupted there too, and new roles could not be made while the control plane of IAM, which is
 * in us-east-1, is down (aws-behaviour 4.1).
 */
export const controlRegions = (platform: Platform, scenarios: readonly Scenario[]): readonly ControlRegion[] => [
  { place: 'primary', platform, scenarios: scenarios.filter(({ runsIn = 'primary' }) => runsIn === 'primary') },
  { place: 'recovery', platform: platformAt('recovery', platform), scenarios },
]

/** What chat must know, in the one region that hosts it: undefined elsewhere, and where there is no chat. */
export const chatHostedIn = ({ place, platform }: Pick<ControlRegion, 'place' | 'platform'>): Chat | undefined =>
  place === 'recovery' ? (platform.chat ?? undefined) : undefined

/** Ids of stacks: those of the recovery region say so. */
export const stackId = ({ place }: Pick<ControlRegion, 'place'>, part: string): string =>
  place === 'primary' ? part : `recovery-${part}`
