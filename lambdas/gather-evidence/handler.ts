// Everything that is asked answers from the recovery region, but for the site, which a visitor would give ten seconds too.
import { judgePage } from '../../domain/application-health.ts'
import { readableDuration } from '../../domain/duration.ts'
import { type Instant, toInstant, toMillis, wholeSecond } from '../../domain/instant.ts'
import { linesOf, type Seen, testimonies, verdictOf } from '../../domain/region/evidence.ts'
import { asLambda } from '../as-lambda.ts'
import { cloudwatch, type FoundAlarm } from '../gateways/cloudwatch.ts'
import { web } from '../gateways/web.ts'
import { implement } from '../implement.ts'
import { gatherEvidence } from './contract.ts'

export const run = implement(
  gatherEvidence,
  { cloudwatch, web },
  async ({ evidence, url, probe, home, lostAt }, { cloudwatch, web, clock }) => {
    const [heartbeatAt, found, site] = await Promise.all([
      cloudwatch.lastOf(evidence.heartbeat),
      cloudwatch.alarms(evidence.alarms),
      siteAt(web, url, probe),
    ])
    const now = clock.now()
    const alarms = evidence.alarms.map(name => alarmNamed(name, found))
    const all = testimonies({ now, heartbeatAt, alarms, site, home })
    const lost = lostAt ?? heartbeatAt ?? toInstant(wholeSecond(now))
    return {
      verdict: verdictOf(all),
      witnesses: linesOf(all),
      lastHeartbeat: heartbeatAt,
      lostAt: lost,
      alarmedAt: firstOf(alarms),
      detection: `${readableDuration((now - toMillis(lost)) / 1000)} from ${lost} until this look`,
    }
  },
)

function alarmNamed(name: string, found: readonly FoundAlarm[]): Seen['alarms'][number] {
  const alarm = found.find(each => each.name === name)
  return { name, state: alarm?.state ?? null, since: alarm?.since ?? null }
}

function firstOf(alarms: Seen['alarms']): Instant | null {
  const since = alarms.flatMap(({ state, since }) => (state === 'ALARM' && since !== null ? [since] : []))
  return since.toSorted((a, b) => toMillis(a) - toMillis(b))[0] ?? null
}

interface Probe {
  readonly path: string
  readonly contains: string
}

async function siteAt(web: WebGateway, url: string, { path, contains }: Probe): Promise<Seen['site']> {
  const page = await web.get(new URL(path, url).href)
  if ('noAnswer' in page) return { url, healthy: false, found: `no answer (${page.noAnswer})` }
  const { faults } = judgePage(page, contains)
  return { url, healthy: faults.length === 0, found: faults.join('; ') || 'it answers as it should' }
}

type WebGateway = ReturnType<typeof web>

export const handler = asLambda(run)
