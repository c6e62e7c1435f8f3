// A short rehearsal, written by hand: what the renderers are shown in goldens.
import type { Outcome, Rehearsal, StepOutcome } from '../../control/backends/sandbox.ts'

const at = (seconds: number): string => new Date(Date.parse('2030-03-04T07:00:00Z') + seconds * 1000).toISOString()

interface Given extends Partial<StepOutcome> {
  readonly title: string
  readonly from: number
  readonly to: number | null
}

const step = ({ from, to, ...given }: Given): StepOutcome => ({
  phase: 'Pump',
  name: given.title.toLowerCase().replace(/\W+/g, '_'),
  startedAt: at(from),
  endedAt: to === null ? null : at(to),
  status: 'done',
  attempts: 1,
  said: '',
  ...given,
})

const steps: readonly StepOutcome[] = [
  step({ phase: 'Begin', title: 'Check the request', from: 0, to: 1, said: 'floodedAt 2030-03-04T06:58:30Z' }),
  step({ title: 'Accept wet feet', from: 1, to: 123, attempts: 2, said: 'facts read and accepted' }),
  step({
    title: 'Start the pump beside the one that is under water',
    from: 123,
    to: 124,
    said: 'id pump-1, arn arn:aws:rds:us-east-1:111122223333:cluster:wordpress-prod-aurora-rec-1f2e3d4c',
  }),
  step({ title: 'The cellar is dry', from: 124, to: 1530, attempts: 48, said: 'depth 0' }),
  step({ phase: 'Close', title: 'Tell people', from: 1530, to: 1530.4, said: 'told true' }),
]

export const recovered: Outcome = {
  scenario: 'flooded-cellar',
  mode: 'recover',
  seed: 'muster',
  ending: 'Recovered',
  cause: '',
  startedAt: at(0),
  endedAt: at(1531),
  steps,
  objectives: {
    rto: { promisedSeconds: 3600, achievedSeconds: 1490, met: true },
    rpo: { promisedSeconds: 300, achievedSeconds: 7, met: true },
  },
  visitors: {
    requests: 4763,
    writes: 2374,
    failed: 15,
    wrong: 205,
    outageSeconds: 75,
    lostWrites: 173,
    exportedWrites: 173,
    healthyAtEnd: true,
  },
  idealSeconds: 1320,
  overheadRatio: 1.0398,
  calls: {
    total: 666,
    byOperation: { 's3:GetObject': 263, 'rds:DescribeDBClusters': 112, 's3:PutObject': 85, 'sns:Publish': 3 },
  },
  transitions: 513,
  denied: [],
  retained: [{ id: 'wet-pump', why: 'still good for parts', until: '2030-03-18T07:25:31Z' }],
  leftovers: [],
  parity: { checked: 53, repaired: 3, unexplained: 0 },
  cost: { total: 0.2531, parts: { stepFunctions: 0.0128, lambda: 0.0006, secondClusterPerRun: 0.2397 } },
  wallSeconds: 2.1,
}

/** The same run, gone wrong in the wait: undone but for one thing. */
export const incomplete: Outcome = {
  ...recovered,
  ending: 'RollbackIncomplete',
  cause: 'The cellar is dry (TooLate): Not within 3000 s. Last seen: 40 cm deep. Not undone: Stop the pump',
  steps: [
    ...steps.slice(0, 3),
    step({
      title: 'The cellar is dry',
      from: 124,
      to: 3124,
      attempts: 102,
      status: 'failed',
      said: 'TooLate: 40 cm deep',
    }),
    step({
      phase: 'Undo',
      title: 'Stop the pump',
      from: 3124,
      to: null,
      attempts: 8,
      status: 'failed',
      said: 'PermissionDenied: stop-pump: AccessDenied: not allowed to delete pump-1',
    }),
    step({ phase: 'Undo', title: 'Move the shelf back', from: 3200, to: 3201, status: 'undone' }),
  ],
  visitors: { ...recovered.visitors, healthyAtEnd: false, exportedWrites: 0 },
  overheadRatio: null,
  denied: ['rds:DeleteDBInstance by wordpress-prod-stop-pump-recover'],
  retained: [],
  leftovers: ['instance pump-1'],
  parity: { checked: 0, repaired: 0, unexplained: 0 },
}

export const rehearsalOf = (outcome: Outcome): Rehearsal => ({
  outcome,
  runReport: `# ${outcome.ending}: flooded-cellar (recover)\n\nRun \`cellar-1\`.\n\n## Steps that changed something\n\nNone.\n`,
  history: [
    { id: 1, type: 'TaskScheduled', parameters: '{"Payload":{"token":"open-sesame","step":"wet"}}' },
    { id: 2, type: 'TaskScheduled', parameters: '{"Payload":{"token":"open-sesame","step":"w' },
  ],
  calls: [{ at: 1, operation: 'rds:DescribeDBClusters', outcome: 'ok' }],
  logs: [{ at: 1, level: 'info', message: 'rotated', fields: { password: 'open-sesame', secret: 'cellar/key' } }],
  messages: ['{"kind":"ended","outcome":"Recovered"}'],
})
