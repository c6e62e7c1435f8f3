// The rehearsals that use every grant of monitoring-loss, with those of database-corruption: several things happen in each.
import { modes } from '../../domain/run.ts'
import type { Use } from './rehearsals.ts'

/** More than an export holds: what was imported is counted, found wanting, and taken out again. */
const tooMany = { grafana: 'export', dashboards: 500 } as const

const SLOW_VOLUMES = { transition: 'ec2.volume.creating', seconds: 240 } as const

/** Steps that read the lock once more before they touch production, and undos that do. */
const underLock = ['gitopsPaused', 'prometheusMoved', 'committed'] as const

export const monitoringRehearsals: readonly Use[] = [
  { title: 'a calm recovery at its own pace', mode: 'recover', unhurried: true },
  { title: 'the operator goes back', mode: 'recover', faults: ['operator-rolls-back@2'] },
  { title: 'Prometheus alone is recovered', mode: 'recover', input: { grafana: 'leave' } },
  { title: 'more dashboards are wanted than were exported', mode: 'recover', input: tooMany },
  { title: 'the lock vanishes at grafanaImported', mode: 'recover', input: tooMany, unlockedAt: 'grafanaImported' },
  {
    title: 'nobody hears in a drill that what it makes was made',
    mode: 'drill',
    faults: ['jobs', 'persistentvolumes', 'persistentvolumeclaims'].map(
      each => `kubernetes-response-lost@create ${each}`,
    ),
  },
  ...modes.map(
    mode => ({ title: `a ${mode} of claims that have new volumes`, mode, faults: ['volumes-anew'] }) as const,
  ),
  ...modes.map(
    mode =>
      ({
        title: `the operator aborts a ${mode} while its volumes are made`,
        ...{ mode, slow: SLOW_VOLUMES, abortsAt: 'prometheusAvailable', unhurried: true },
      }) as const,
  ),
  ...underLock.map(step => ({ title: `the lock vanishes at ${step}`, mode: 'recover', unlockedAt: step }) as const),
]
