// At 06:58:30 the primary region is gone, and Route 53's API where it lives there; names are answered and health is checked as before.
import { CONTROL_REGION } from '../../aws/route53/index.ts'
import { achievedRpo, heldIn } from '../measures.ts'
import type { Disaster } from './disaster.ts'

const at = '2030-03-04T06:58:30Z'

export const regionFailure: Disaster = {
  scenario: 'region-failure',
  at,
  // Three failed looks of the canary, a page, and a person who looks for a second sign before calling a region lost.
  noticedAfter: 900,
  tells: 'nothing in the primary region answers any more; with us-east-1 goes the control plane of Route 53',
  // Copies of the nights before are there from the beginning: half an hour of people is enough.
  historyFrom: () => '2030-03-04T06:28:30Z',
  stores: world => ({
    database: {
      start: () => undefined,
      stop: () => undefined,
      achievedRpo: incidentAt => achievedRpo(world.visitors, heldIn(world), incidentAt),
    },
    files: world.fileVisitors,
  }),
  strike: ({ home, goDark, controlPlaneOfDns }) => {
    if (!home) throw new Error('a region fails only in a world of two')
    goDark(home.region.name)
    controlPlaneOfDns(home.region.name !== CONTROL_REGION)
  },
  request: (_, struckAt = at) => ({ lostAt: struckAt }),
}
