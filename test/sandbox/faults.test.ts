// Every misfortune is met once: the run ends as it should, says why, leaves nothing, and nobody is worse off for it.
import { describe, expect, jest, test } from '@jest/globals'
import { keys, type OperatorSaid } from '../../domain/control-records.ts'
import { toMillis } from '../../domain/instant.ts'
import type { Ending } from '../../domain/run.ts'
import { tell } from '../../sandbox/approver.ts'
import type { HistoryEvent } from '../../sandbox/engine/index.ts'
import { checkFaults, faults } from '../../sandbox/faults/index.ts'
import {
  lockIn,
  type Meeting,
  type Met,
  meet,
  platform,
  recordIn,
  scenario,
  secondsUntil,
  siteAtEnd,
} from './meeting.ts'

// A rehearsal takes a second or less of a processor; where others work beside the tests it may wait for one.
jest.setTimeout(60_000)

interface Expected {
  readonly ends: Ending
  /** What the cause says, in order of appearance or not. */
  readonly because?: readonly string[]
  readonly site?: ReturnType<typeof siteAtEnd>
  readonly undone?: readonly string[]
  readonly leftovers?: readonly string[]
  readonly denied?: readonly string[]
}

const SITE: Readonly<Record<Ending, ReturnType<typeof siteAtEnd>>> = {
  ...{ Recovered: 'healthy', DrillPassed: 'healthy', Skipped: 'healthy' },
  ...{ Refused: 'damaged', RolledBack: 'damaged', RollbackIncomplete: 'damaged', Held: 'healthy' },
}

/** What holds whatever was met: the ending, its cause, nothing left, the lock free, visitors no worse off than before. */
async function meets(faults: readonly string[], expected: Expected, meeting: Meeting = {}): Promise<Met> {
  const met = await meet(faults, meeting)
  const { outcome, world, production } = met
  const drill = meeting.mode === 'drill'
  expect({
    ending: outcome.ending,
    leftovers: outcome.leftovers,
    denied: outcome.denied,
    site: siteAtEnd(world),
  }).toEqual({
    ending: expected.ends,
    leftovers: expected.leftovers ?? [],
    denied: expected.denied ?? [],
    site: expected.site ?? (drill ? 'healthy' : SITE[expected.ends]),
  })
  for (const words of expected.because ?? []) expect(outcome.cause).toContain(words)
  if (expected.undone) expect(undone(met)).toEqual(expected.undone)
  expect(lockIn(world)?.owner.id).not.toBe(met.run.id)
  const goesBack = ['Refused', 'RolledBack', 'RollbackIncomplete'].includes(expected.ends)
  if (goesBack || drill) expect(production.after).toEqual(production.before)
  if (outcome.ending === 'Recovered') expect(outcome.visitors.lostWrites).toBe(outcome.visitors.exportedWrites)
  return met
}

const undone = ({ outcome }: Met): readonly string[] =>
  outcome.steps.filter(step => step.status === 'undone').map(step => step.title)

const BACK_TO_THE_DAMAGED = [
  'Point the secret back',
  'Have the old secret copied',
  'Resume the rotation',
  'Start WordPress on the damaged cluster',
  'Take it out of the backup plans',
  'Keep the restored cluster',
]

describe('The operator aborts', () => {
  test('while a person is asked, before anything was touched: the run is refused at once', async () => {
    const { run, world } = await meets(['operator-aborts@acceptLoss'], {
      ends: 'Refused',
      because: ['Accept the data loss (OperatorAborted): oncall@example.com: called off'],
      undone: [],
    })
    expect(secondsUntil(run, saidAt(world, run.id), 'OperatorAborted')).toBeLessThan(5)
  })

  test('just before a person would be asked: nobody is asked any more', async () => {
    const { run } = await meets(['operator-aborts@protected'], {
      ends: 'RolledBack',
      because: ['Move WordPress to the restored cluster (OperatorAborted)', 'Undone: Take it out of the backup plans'],
    })
    expect(run.messages.filter(message => message.includes('"Move WordPress to the restored cluster"'))).toEqual([])
  })

  test('as soon as the restore was asked for: the cluster that nobody can see yet is taken away', async () => {
    await meets(['operator-aborts@restored'], { ends: 'RolledBack', undone: ['Delete the restored cluster'] })
  })

  test('with the secret pointed: everything goes back, and the proved cluster is kept', async () => {
    const { outcome } = await meets(['operator-aborts@pointed'], {
      ends: 'RolledBack',
      because: ['Pods would read the new secret (OperatorAborted)', `Undone: ${BACK_TO_THE_DAMAGED.join(', ')}`],
      undone: BACK_TO_THE_DAMAGED,
    })
    expect(outcome.retained.map(({ id }) => id)).toEqual([expect.stringMatching(/^wordpress-prod-aurora-rec-/)])
  })

  test('after the cutover: the run stops where it is, whatever is to be done about failing health', async () => {
    for (const onFailingHealth of ['hold', 'rollback']) {
      await meets(
        ['operator-aborts@committed'],
        { ends: 'Held', because: ['The commit window has passed in health (OperatorAborted)'], undone: [] },
        { input: { onFailingHealth } },
      )
    }
  })

  test('at a boundary between phases: the drill has touched nothing and says so', async () => {
    await meets(
      ['operator-aborts@lock'],
      { ends: 'Refused', because: ['Begin: Restore (OperatorAborted)'], undone: [] },
      { mode: 'drill' },
    )
  })

  test.each(['still', 'available', 'up', 'readersUp', 'silent', 'rolledOut', 'agrees'])(
    'and is heeded within a minute while it waits: %s',
    async step => {
      const input = { contain: step === 'still' ? 'now' : 'at-cutover' }
      // A secret that is copied within seconds ends its wait, the run's last, before anybody has said a word.
      const prepare = ({ lifecycle }: Met['world']) =>
        lifecycle.override({ transition: 'eks.secret.forced-sync', seconds: 40 })
      const { run, world, outcome } = await meet([`operator-aborts@${step}`], { input, prepare, inTrueTime: true })
      expect(secondsUntil(run, saidAt(world, run.id), 'OperatorAborted')).toBeLessThanOrEqual(60)
      expect(outcome.ending).toBe(['rolledOut', 'agrees'].includes(step) ? 'Held' : 'RolledBack')
      expect(lockIn(world)).toBeUndefined()
    },
  )
})

const saidAt = (world: Met['world'], runId: string): number =>
  toMillis(recordIn<OperatorSaid>(world, keys.operator(runId))?.at ?? '')

describe('The operator pauses', () => {
  test('and the run sleeps without polling, goes on when it is told to, and recovers', async () => {
    const { run, outcome } = await meets(['operator-pauses@available'], { ends: 'Recovered' }, { inTrueTime: true })
    const [asleep] = run.execution.history.filter(isToken)
    expect(asleep).toBeDefined()
    const from = (asleep?.timestamp ?? 0) + 5_000
    const meanwhile = run.execution.history.filter(
      ({ timestamp }) => timestamp > from && timestamp < from + 29 * 60_000,
    )
    expect(meanwhile).toEqual([])
    expect(outcome.visitors.lostWrites).toBe(outcome.visitors.exportedWrites)
  })

  test('two branches at once: both sleep, and both wake', async () => {
    await meets(['operator-pauses@on'], { ends: 'Recovered' }, { inTrueTime: true })
  })

  test('and the time that a wait slept does not count towards its limit', async () => {
    const anHour = (world: Met['world']) =>
      world.lifecycle.override({ transition: 'rds.cluster.creating', seconds: 3600 })
    const { outcome } = await meets(
      ['operator-pauses@available'],
      { ends: 'Recovered' },
      { prepare: anHour, inTrueTime: true },
    )
    const step = outcome.steps.find(({ name }) => name === 'available')
    expect((toMillis(step?.endedAt ?? '') - toMillis(step?.startedAt ?? '')) / 60_000).toBeGreaterThan(40)
  })

  test('and takes it back before the run is asleep: the run does not sleep on', async () => {
    const takesBack = (world: Met['world']) => {
      const said = { action: 'resume', reason: 'never mind', by: { kind: 'iam', id: 'oncall@example.com' } } as const
      world.watching.invoked.push(({ name, payload }) => {
        const { run } = payload as { run?: { id: string } }
        if (name.includes('hold-for-operator')) void tell(world, run?.id ?? '', said)
      })
    }
    const { outcome } = await meets(
      ['operator-pauses@available'],
      { ends: 'Recovered' },
      { prepare: takesBack, inTrueTime: true },
    )
    expect(toMillis(outcome.endedAt) - toMillis(outcome.startedAt)).toBeLessThan(90 * 60_000)
  })

  test('and aborts then: the sleeping run hears it at once', async () => {
    const { run, world } = await meets(
      ['operator-aborts-while-paused@up'],
      {
        ends: 'RolledBack',
        because: ['OperatorAborted', 'it is not worth it', 'Undone: Delete the restored cluster'],
      },
      { inTrueTime: true },
    )
    expect(secondsUntil(run, saidAt(world, run.id), 'OperatorAborted')).toBeLessThan(5)
  })

  test('a drill, and it passes all the same', async () => {
    await meets(['operator-pauses@up'], { ends: 'DrillPassed' }, { mode: 'drill', inTrueTime: true })
  })
})

const isToken = (event: HistoryEvent): boolean =>
  event.type === 'TaskScheduled' &&
  JSON.stringify(event.taskScheduledEventDetails).includes('waitForTaskToken') &&
  JSON.stringify(event.taskScheduledEventDetails).includes('hold-for-operator')

describe('During the commit window', () => {
  test('the operator commits, and nobody waits any longer', async () => {
    const { outcome } = await meets(['operator-commits@4'], { ends: 'Recovered' })
    const window = outcome.steps.find(({ name }) => name === 'committed')
    expect(window?.said).toContain('oncall@example.com')
    expect((toMillis(window?.endedAt ?? '') - toMillis(window?.startedAt ?? '')) / 60_000).toBeLessThan(6)
  })

  test('the operator goes back: what was written since the cutover is exported first', async () => {
    const { outcome } = await meets(['operator-rolls-back@4'], {
      ends: 'RolledBack',
      because: ['oncall@example.com decided to go back', 'the wrong moment was restored'],
      undone: [
        'Stop WordPress on the restored cluster',
        'Flush the object cache again',
        'Export what the restored cluster accepted',
        ...BACK_TO_THE_DAMAGED,
      ],
    })
    expect(outcome.visitors.exportedWrites).toBe(outcome.visitors.lostWrites)
  })

  test('the site fails: the run holds, and a person decides', async () => {
    await meets(['site-fails-in-window'], {
      ends: 'Held',
      site: 'down',
      because: ['unhealthy in 3 polls in a row since the cutover: no replica of wordpress is available; answers 503'],
      undone: [],
    })
  })

  test('the site fails, and the request says go back: the damaged site is there again, and accepted writes are exported', async () => {
    const { outcome } = await meets(
      ['site-fails-in-window'],
      { ends: 'RolledBack', because: ['Undone: Stop WordPress on the restored cluster'] },
      { input: { onFailingHealth: 'rollback' } },
    )
    expect(outcome.visitors.exportedWrites).toBe(outcome.visitors.lostWrites)
  })

  test('somebody writes the old host into the secret: the run does not say that all is well', async () => {
    await meets(['secret-written-over'], {
      ends: 'Held',
      because: ['Look at the secret once more, keep the damaged cluster (TooLate)', 'names another host than version'],
      leftovers: [expect.stringMatching(/^cluster wordpress-prod-aurora-rec-/) as unknown as string],
    })
  })
})

describe('Before anything is touched, a run is refused that', () => {
  test.each<[string, string[], string[]]>([
    [
      'could read nothing',
      ['data-api-off'],
      ['data api: it is off on wordpress-prod-aurora', 'enable the HTTP endpoint'],
    ],
    ['could not decrypt', ['key-disabled'], ['is Disabled, expected Enabled']],
    ['would find no room', ['quota-full'], ['DBClusters has 1 of 1 in use', 'DBInstances has 2 of 2 in use']],
    ['may not edit the secret', ['secret-owned'], ['wordpress-prod/database is owned by rds']],
    ['could not rotate again', ['rotation-foreign'], ['the rotation function is somebody-elses-rotation']],
    [
      'does not reach Kubernetes',
      ['kubernetes-unreachable'],
      ['preflight-application: KubernetesUnavailable: get deployments', 'no answer within'],
    ],
    [
      'finds another real run',
      ['lock-held-by-a-run'],
      [
        'wordpress-prod is held by run file-deletion-20300304T0640 (file-deletion, recover)',
        'wait for it, or abort it',
      ],
    ],
  ])('%s', async (_, given, because) => {
    const { outcome } = await meets(given, { ends: 'Refused', because, undone: [] })
    expect(outcome.calls.byOperation['rds:RestoreDBClusterToPointInTime']).toBeUndefined()
  })

  test('lacks a right in Kubernetes', async () => {
    await meets(['kubernetes-denied@get deployments'], {
      ends: 'Refused',
      because: ['permission is missing: get deployments wordpress/wordpress', 'cannot get resource "deployments"'],
      denied: ['kubernetes get deployments by wordpress-prod-preflight-application-recover-use1'],
    })
  })

  test('nobody approves, or somebody rejects', async () => {
    const silent = { approving: { kind: 'never' } } as const
    await meets([], { ends: 'Refused', because: ['DecisionExpired', 'silence means stop'] }, silent)
    const rejected = { approving: { kind: 'reject' } } as const
    await meets([], { ends: 'Refused', because: ['Rejected', 'lead@example.com: not now'] }, rejected)
  })
})

describe('The lock', () => {
  test('of a real run is not taken from it', async () => {
    const { world } = await meet(['lock-held-by-a-run'])
    expect(lockIn(world)?.owner.id).toBe('file-deletion-20300304T0640')
    expect(lockIn(world)?.fence).toBe(7)
  })

  test('of a real run makes a drill skip', async () => {
    const { run } = await meets(['lock-held-by-a-run'], { ends: 'Skipped', undone: [] }, { mode: 'drill' })
    expect(run.messages.at(-1)).toContain('wordpress-prod is held by run file-deletion-20300304T0640')
  })

  test('of a drill is taken by a real run: the drill gives way, and takes everything away that it made', async () => {
    const { world } = await meets(['lock-held-by-a-drill'], { ends: 'Recovered' }, { inTrueTime: true })
    expect(lockIn(world)).toBeUndefined()
    const [drill] = world.engine.listExecutions(
      `arn:aws:states:us-east-1:${platform.account}:stateMachine:wordpress-prod-database-corruption-drill`,
    )
    expect(JSON.parse(drill?.output ?? '{}').ending).toBe('Skipped')
  })

  test('of a run that is over is taken', async () => {
    const { world } = await meets(['lock-stale'], { ends: 'Recovered' })
    expect(lockIn(world)).toBeUndefined()
  })
})

describe('When the restore goes wrong', () => {
  test('because AWS gives it up: the cause says which cluster and its state', async () => {
    await meets(['restore-fails'], {
      ends: 'RolledBack',
      because: ['The restored cluster is available (RestoreFailed)', 'is incompatible-restore, expected available'],
      undone: ['Delete the restored cluster'],
    })
    await meets(['restore-fails'], { ends: 'RolledBack', undone: ['Delete the restored cluster'] }, { mode: 'drill' })
  })

  test('because it never ends: too late, and what AWS does not let go of is named', async () => {
    await meets(['restore-stuck'], {
      ends: 'RollbackIncomplete',
      because: [
        'The restored cluster is available (TooLate): Not within 2400 s. Last seen: wordpress-prod-aurora-rec-',
        'Not undone: Delete the restored cluster (TooLate',
        'is still being created; it can be deleted afterwards',
      ],
      leftovers: [expect.stringMatching(/^cluster wordpress-prod-aurora-rec-[0-9a-f]{8}$/) as unknown as string],
    })
  })

  test('slowly, it is waited for, and the achieved RTO says so', async () => {
    const { outcome } = await meets(['slow-restore'], { ends: 'Recovered' })
    expect(outcome.objectives.rto.achievedSeconds).toBeGreaterThan(40 * 60)
  })

  test('and the site is so large that each statement takes twenty seconds: it is proved and exported all the same', async () => {
    const { outcome } = await meets(['slow@rds-data:ExecuteStatement'], { ends: 'Recovered' })
    expect(outcome.visitors.exportedWrites).toBe(outcome.visitors.lostWrites)
    await meets(['slow@rds-data:ExecuteStatement'], { ends: 'DrillPassed' }, { mode: 'drill' })
  })

  test('for a minute only, because the writer flaps: it is waited for', async () => {
    await meets(['writer-flaps'], { ends: 'Recovered' })
  })

  test('because the writer fails', async () => {
    await meets(['writer-fails'], {
      ends: 'RolledBack',
      because: ['The writer is available: the instance wordpress-prod-aurora-rec-', 'is failed, expected available'],
      undone: ['Delete the restored cluster'],
    })
  })

  test('because a zone has no capacity: another zone has', async () => {
    await meets(['no-capacity@a'], { ends: 'Recovered' })
  })

  test('because no zone has capacity: the cause says what AWS answered', async () => {
    await meets(['no-capacity@everywhere'], {
      ends: 'RolledBack',
      because: ['create-instances: InsufficientDBInstanceCapacityFault', 'db.serverless', 'any availability zone'],
      undone: ['Delete the restored cluster'],
    })
  })

  test('because the damage is older than anyone thought: it is not proved, and nobody is moved', async () => {
    await meets(['damage-older'], {
      ends: 'RolledBack',
      because: ['(NotProven)', 'the damage is not there: found', 'damaged rows'],
      undone: ['Delete the restored cluster'],
    })
  })
})

describe('Passwords', () => {
  test('changed since the restore moment are those that work afterwards', async () => {
    const { world, production } = await meets(['password-rotated'], { ends: 'Recovered' })
    const { host, username, password } = production.after.secret
    expect(password).toMatch(/^canary-changed-/)
    const session = world.region.rds.connect(host, { user: username, password })
    expect(session.execute('SELECT COUNT(*) FROM wp_posts').rows).toHaveLength(1)
    const reader = JSON.parse(world.region.secrets.current(platform.database.readerSecret)?.value ?? '{}')
    expect(() => world.region.rds.connect(host, { user: reader.username, password: reader.password })).not.toThrow()
    await meets(['password-rotated'], { ends: 'DrillPassed' }, { mode: 'drill' })
  })

  test('that rotate by themselves go on rotating after the run, on the restored cluster', async () => {
    const { outcome } = await meets(['rotation-on'], { ends: 'Recovered' })
    expect(outcome.steps.find(({ name }) => name === 'rotates')?.said).toContain('resumed true')
  })

  test.each(['readersUp', 'quiet', 'pointed', 'committed'])('rotated at a bad moment do no harm: %s', async step => {
    await meets(['rotation-on', `rotates@${step}`], { ends: 'Recovered' })
  })
})

describe('The application', () => {
  test('whose secret is not copied any more is found out before anything hangs on it', async () => {
    await meets(['secret-sync-never'], {
      ends: 'RolledBack',
      because: ['The copy works: Not within 300 s. Last seen: wordpress-database was asked at'],
    })
  })

  test('whose pods crash on the restored cluster is held for a person', async () => {
    await meets(['pod-crash-loop'], {
      ends: 'Held',
      site: 'down',
      because: ['WordPress is rolled out (TooLate)', '0 of 3 updated replicas are available (CrashLoopBackOff)'],
      undone: [],
    })
  })

  test('whose pods crash goes back by itself when the request says so, with what was accepted exported', async () => {
    const { outcome } = await meets(
      ['pod-crash-loop'],
      { ends: 'RolledBack', because: ['CrashLoopBackOff', 'Undone: Stop WordPress on the restored cluster'] },
      { input: { onFailingHealth: 'rollback' } },
    )
    expect(outcome.visitors.exportedWrites).toBe(outcome.visitors.lostWrites)
  })

  test('whose pods never leave is not cut over under them', async () => {
    const stays = { ends: 'RolledBack', because: ['Not within 900 s. Last seen: 3 pods left: wordpress-'] } as const
    await meets(['pods-never-leave'], stays)
    await meets(['pods-never-leave'], stays, { input: { contain: 'now' } })
  })
})

describe('The Kubernetes API', () => {
  test('that throttles, or loses an answer, delays and changes nothing', async () => {
    await meets(['kubernetes-throttled'], { ends: 'Recovered' })
    for (const lost of ['patch deployments/scale', 'patch externalsecrets', 'patch cronjobs'])
      await meets([`kubernetes-response-lost@${lost}`], { ends: 'Recovered' })
  })

  test('that denies one request says which, to whom, and everything goes back', async () => {
    await meets(['kubernetes-denied@patch deployments/scale'], {
      ends: 'RolledBack',
      because: ['Stop WordPress (PermissionDenied): quiesce-wordpress: KubernetesForbidden: patch deployments/scale'],
      denied: [expect.stringContaining('kubernetes patch deployments/scale by') as unknown as string],
    })
  })

  test('that is away for five minutes before the cutover: the run goes back', async () => {
    await meets(['kubernetes-outage@quiet'], { ends: 'RolledBack', because: ['Stop WordPress (Unavailable)'] })
  })

  test('that is away for five minutes in the cutover is waited for: WordPress must not stay down', async () => {
    await meets(['kubernetes-outage@resumed'], { ends: 'Recovered' })
  })
})

describe('A fault that is asked for', () => {
  test.each<[string, 'recover' | 'drill', RegExp]>([
    ['restore-fail', 'recover', /given "restore-fail"; allowed is .*Did you mean "restore-fails"\?/],
    ['operator-aborts', 'recover', /needs the name of a step/],
    [
      'operator-aborts@avialable',
      'recover',
      /"avialable" is no step of database-corruption \(recover\).*did you mean "available"/,
    ],
    ['operator-aborts@pointed', 'drill', /"pointed" is no step of database-corruption \(drill\)/],
    ['operator-commits@soon', 'recover', /no number of minutes/],
    ['operator-commits@7', 'drill', /means nothing in a drill/],
    ['restore-fails@now', 'recover', /takes no argument/],
    ['no-capacity@z', 'recover', /neither "everywhere" nor a zone/],
    ['kubernetes-denied@deployments', 'recover', /is not a verb and a resource/],
    ['throttled@rds', 'recover', /is not an operation/],
  ])('is refused before there is a world: %s in a %s', (given, mode, told) => {
    expect(() => checkFaults([given], scenario, mode)).toThrow(told)
  })

  test.each([
    ['throttled@rds:DescribeDbClusters', /no simulated service has the operation.*did you mean rds:DescribeDBClusters/],
    ['kubernetes-denied@delete secrets', /no role of this mode may delete secrets/],
  ])('and would strike nothing is refused before the run starts: %s', async (given, told) => {
    await expect(meet([given])).rejects.toThrow(told)
  })

  test('is offered with its name, what it does, and what stands behind the @', () => {
    const names = faults.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { name, does, argument } of faults) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect(does.length).toBeGreaterThan(15)
      expect(argument).not.toBe('')
    }
  })
})
