// Permissions to move visitors between the regions, by the way the platform names.
import type { Platform } from '../domain/platform.ts'
import type { Need } from './needs.ts'
import { changeRecords, raiseFlag } from './region-needs.ts'

export function movingTraffic(p: Platform): Need[] {
  const { traffic } = p.recovery
  if (traffic.by === 'flag') return [raiseFlag(traffic.flag.namespace)]
  return changeRecords(traffic.hostedZone, new URL(p.application.url).hostname)
}
