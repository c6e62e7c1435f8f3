// What is going to happen, before it does: the promise, the request with its defaults, who is asked, what production feels.
import { readableDuration } from '../../../domain/duration.ts'
import { type Platform, platformName } from '../../../domain/platform.ts'
import type { Scenario } from '../../../workflows/language/nodes.ts'
import { expectedSeconds } from '../../../workflows/language/rules/budget-fits-rto.ts'
import { everyNode } from '../../../workflows/language/walk.ts'
import type { Starting } from '../../control.ts'
import type { Paint } from './paint.ts'
import { hung } from './text.ts'

export interface Plan {
  readonly scenario: Scenario
  /** As it stands where the scenario runs. */
  readonly platform: Platform
  readonly starting: Starting
  readonly on: 'aws' | 'sandbox'
}

export function planLines({ scenario, platform, starting, on }: Plan, paint: Paint): readonly string[] {
  const { mode, input, reason } = starting
  const where =
    on === 'sandbox'
      ? 'in a sandbox on this machine'
      : `on AWS, account ${platform.account}, ${platform.regions.primary}`
  const nodes = everyNode(scenario.nodes, mode)
  const asked = nodes.flatMap(node =>
    node.kind === 'approve' ? [`"${node.title}" within ${readableDuration(node.within)}`] : [],
  )
  const touched = nodes.flatMap(node => (node.kind === 'step' && node.contract.production ? [node.title] : []))
  const request = scenario.requests[mode].parse(input) as Readonly<Record<string, unknown>>
  const expected = readableDuration(expectedSeconds(scenario.nodes, mode))
  return [
    ...hung('', paint('bold', `${scenario.title}: ${mode} of ${platformName(platform)}, ${where}`)),
    ...hung('', scenario.summary),
    '',
    ...hung(
      '  promise   ',
      `served again within ${readableDuration(scenario.objectives.rto)}; waits of about ${expected} are expected`,
    ),
    ...hung(
      '  request   ',
      Object.entries(request)
        .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
        .join(', '),
    ),
    ...hung('  asks      ', asked.length > 0 ? `${asked.join('; ')}; silence means stop` : 'nobody'),
    ...(touched.length > 0
      ? hung('  changes   ', `in production: ${touched.join('; ')}`)
      : hung('  changes   ', 'nothing of production; what it makes it removes')),
    ...(reason === null ? [] : hung('  reason    ', reason)),
    '',
  ]
}
