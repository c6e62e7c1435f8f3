// No secret value, and no visitor's writing, is anywhere but where it belongs: not in state, logs, messages or reports.
import { describe, expect, jest, test } from '@jest/globals'
import { exportKeys } from '../domain/row-export.ts'
import { type Mode, modes } from '../domain/run.ts'
import type { Stage } from '../sandbox/stage.ts'
import { closeStage, ended, startRun, startUnwind } from '../sandbox/stage.ts'
import type { World } from '../sandbox/world/world.ts'
import { machineName } from '../workflows/language/asl/machine.ts'
import { contentOf, measured, platform, staged, untilStep } from './rehearsing.ts'

// A rehearsal takes a second or two; the machine may be busy.
jest.setTimeout(90_000)
const { controlBucket, evidenceBucket } = platform.muster
const { secret, masterSecret, readerSecret } = platform.database

/** Everything that outlives a handler, by where it lies. */
function places({ world, messages, ...stage }: Stage, runs: readonly Parameters<typeof measured>[1][]) {
  const executions = modes.flatMap(mode => executionsOf(world, mode))
  return new Map<string, string>([
    ['state', JSON.stringify(executions)],
    ['logs', JSON.stringify(world.logs)],
    ['calls', JSON.stringify([world.cloud.calls, world.kubernetesCalls])],
    ['messages', JSON.stringify([messages, world.region.sns.published(platform.muster.topic)])],
    ['outcomes', JSON.stringify(runs.map(run => measured({ world, messages, ...stage }, run)))],
    ...[...contentOf(world, controlBucket)].map(([key, text]) => [`control ${key}`, text] as const),
    ...[...contentOf(world, evidenceBucket)].map(([key, text]) => [`evidence ${key}`, text] as const),
  ])
}

/** Input, output, error, cause and every event of every execution of that mode. */
function executionsOf({ engine, platform, region }: World, mode: Mode): readonly unknown[] {
  const machine = machineName({ name: 'database-corruption' }, platform, mode)
  return engine.listExecutions(`arn:aws:states:${region.name}:${platform.account}:stateMachine:${machine}`)
}

/** Values of the three secrets that are nobody's business; what a rotation has set is not marked. */
function secretsOf({ region }: World): readonly string[] {
  const fields = [secret, masterSecret, readerSecret].map(
    name => JSON.parse(region.secrets.current(name)?.value ?? '{}') as Record<string, unknown>,
  )
  return fields.flatMap(({ password, auth_salt: salt }) => [password, salt].filter(each => typeof each === 'string'))
}

/** As it is, as JSON inside JSON has it, and as base64 has it wherever in a text it begins. */
function spellings(value: string): readonly string[] {
  const encoded = [0, 1, 2].map(offset =>
    Buffer.from(' '.repeat(offset) + value)
      .toString('base64')
      .slice(4, -4),
  )
  return [value, JSON.stringify(value).slice(1, -1), ...(value.length > 15 ? encoded : [])]
}

function placesOf(found: ReadonlyMap<string, string>, wanted: readonly string[]): readonly string[] {
  return [...found].flatMap(([place, text]) => (wanted.some(each => text.includes(each)) ? [place] : []))
}

interface Case {
  readonly mode: Mode
  readonly faults: readonly string[]
  readonly ending: string
  /** Stopped from outside when this step begins, and unwound. */
  readonly stopAt?: string
}

async function rehearsedIn({ mode, faults, stopAt }: Case) {
  const stage = await staged({ mode, faults })
  const { world } = stage
  const before = secretsOf(world)
  const run = startRun(stage)
  if (stopAt !== undefined) {
    await untilStep(run, stopAt)
    world.engine.stopExecution(run.execution.arn)
    await world.clock.run(world.clock.now() + 60_000)
  }
  const last = stopAt === undefined ? run : startUnwind(stage, run, 'stopped')
  await ended(last)
  await closeStage(stage)
  const secrets = new Set([...before, ...secretsOf(world), 'canary-'])
  return { stage, run: last, outcome: measured(stage, last), found: places(stage, [last]), secrets: [...secrets] }
}

const cases: readonly (readonly [string, Case])[] = [
  ['that goes well', { mode: 'recover', faults: [], ending: 'Recovered' }],
  ['after a change of every password', { mode: 'recover', faults: ['password-rotated'], ending: 'Recovered' }],
  ['whose restore fails', { mode: 'recover', faults: ['restore-fails'], ending: 'RolledBack' }],
  [
    'that may not read the secrets',
    { mode: 'recover', faults: ['denied@secretsmanager:GetSecretValue'], ending: 'Refused' },
  ],
  [
    'that may not write the secret',
    { mode: 'recover', faults: ['denied@secretsmanager:PutSecretValue'], ending: 'RolledBack' },
  ],
  [
    'whose reset of the master password is refused',
    { mode: 'recover', faults: ['password-rotated', 'denied@rds:ModifyDBCluster'], ending: 'RolledBack' },
  ],
  [
    'whose statements fail in the middle',
    { mode: 'recover', faults: ['password-rotated', 'denied@rds-data:ExecuteStatement#6'], ending: 'RolledBack' },
  ],
  ['that is stopped in the cutover', { mode: 'recover', faults: [], stopAt: 'copied', ending: 'RolledBack' }],
  ['that is a drill', { mode: 'drill', faults: ['password-rotated'], ending: 'DrillPassed' }],
]

describe('a run', () => {
  test.each(cases)('%s keeps secrets to itself', async (_, given) => {
    const { outcome, found, secrets } = await rehearsedIn(given)

    expect(outcome.ending).toBe(given.ending)
    expect(secrets.length).toBeGreaterThan(4)
    expect(placesOf(found, secrets.flatMap(spellings))).toEqual([])
  })

  test('exports what visitors wrote into the evidence bucket, and says it nowhere else', async () => {
    const { run, found, stage } = await rehearsedIn({ mode: 'recover', faults: [], ending: 'Recovered' })
    const tokens = stage.world.visitors.writes.map(({ token }) => token)

    const where = placesOf(found, tokens)
    expect(where.length).toBeGreaterThan(0)
    expect(where.filter(place => !place.startsWith(`evidence ${exportKeys.rows(run.id, 'lost-writes')}`))).toEqual([])
  })

  test('is searched where secrets would be, in every spelling, by a search that finds them where they are', async () => {
    const { stage, run, found, secrets } = await rehearsedIn({ mode: 'recover', faults: [], ending: 'Recovered' })
    const value = stage.world.region.secrets.current(secret)?.value ?? ''

    expect(found.size).toBeGreaterThan(40)
    for (const place of ['state', 'logs', 'messages', 'outcomes']) expect(found.get(place)).toContain(run.id)
    for (const spelt of [value, JSON.stringify({ value }), Buffer.from(value).toString('base64')]) {
      expect(placesOf(new Map([['here', spelt]]), secrets.flatMap(spellings))).toEqual(['here'])
    }
  })
})
