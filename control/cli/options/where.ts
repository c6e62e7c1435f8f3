// `--on aws|sandbox` and what belongs to it: where the runs are that a command is about.
import type { Platform } from '../../../domain/platform.ts'
import { platformAt } from '../../../domain/platform-places.ts'
import { platformFor } from '../../../workflows/deployment.ts'
import type { Scenario } from '../../../workflows/language/nodes.ts'
import type { Where } from '../../control.ts'
import { UsageError } from '../usage-error.ts'

export interface WhereOptions {
  readonly on: string
  readonly platform: string
  readonly profile?: string
  readonly region?: string
  readonly api?: string
  readonly url: string
  readonly as: string
}

export const DEFAULT_URL = 'http://127.0.0.1:4566'

/** @param platform as it stands where the runs are. @throws UsageError */
export function whereOf(options: WhereOptions, platform: Platform): Where {
  const { on, profile, url, as: person } = options
  if (on === 'sandbox') return { on, url: checkedUrl(url), person }
  if (on !== 'aws') throw new UsageError({ what: '--on', given: `"${on}"`, allowed: 'aws or sandbox' })
  const region = options.region ?? platform.regions.primary
  const api = options.api ?? platform.muster.apiId
  if (api === null || !/^[a-z0-9]{4,32}$/.test(api))
    throw new UsageError({
      what: '--api',
      given: api === null ? 'nothing, and the platform file says none' : `"${api}"`,
      allowed: `the id of Muster's HTTP API in ${region}: the first part of its host name`,
      todo: 'In the platform file it is muster.apiId, and recovery.muster.apiId for runs there.',
    })
  return { on, region, api, profile }
}

function checkedUrl(url: string): string {
  if (URL.canParse(url) && new URL(url).protocol === 'http:') return url
  throw new UsageError({
    what: '--url',
    given: `"${url}"`,
    allowed: `what \`muster sandbox\` told, such as ${DEFAULT_URL}`,
  })
}

/** The scenario that a run is of, by its name; undefined for runs that people have named. */
const scenarioOfRun = (runId: string, scenarios: readonly Scenario[]): Scenario | undefined =>
  scenarios
    .filter(({ name }) => runId.startsWith(`${name}-`))
    .sort((a, b) => b.name.length - a.name.length)
    .at(0)

/** As the platform stands where this run is; the primary region's when its name tells nothing. */
export const platformOfRun = (runId: string, scenarios: readonly Scenario[], platform: Platform): Platform => {
  const scenario = scenarioOfRun(runId, scenarios)
  return scenario ? platformFor(scenario, platform) : platformAt('primary', platform)
}
