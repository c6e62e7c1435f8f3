// The commands that speak to runs: what they take, what they say, and what a script learns from the exit code.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { sandbox } from '../../control/backends/sandbox.ts'
import type { Surroundings } from '../../control/cli/commands/surroundings.ts'
import { runMuster } from '../../control/cli/program.ts'
import { type Control, ControlDown, ControlRefused, type Where } from '../../control/control.ts'
import { readPlatformFile } from '../../control/platform-file.ts'
import { forecastOf, stepsOf } from '../../control/run-steps.ts'
import type { Word } from '../../domain/decisions.ts'
import { type Ending, endings } from '../../domain/run.ts'
import { type RunView, runView } from '../../domain/run-view.ts'
import { scenarios } from '../../workflows/index.ts'

const RUN = 'database-corruption-20300304T0710-1f2e3d4c'
const DAMAGED = ['--input', 'damagedAt=2030-03-04T06:58:30Z']
const [corruption] = scenarios.filter(({ name }) => name === 'database-corruption')

const view = (changed: Partial<RunView> = {}): RunView =>
  runView.parse({
    ...{ id: RUN, scenario: 'database-corruption', mode: 'recover', status: 'RUNNING', ending: null },
    ...{ startedAt: '2030-03-04T07:10:00Z', endedAt: null, executionArn: 'arn', requestedBy: 'OnCall/ada' },
    ...{ reason: 'incident 4711', input: {}, cause: '', operator: null, window: null, record: null },
    ...{ states: [], questions: [], seenAt: '2030-03-04T07:20:00Z' },
    ...changed,
  })

const question = {
  ...{ approvalId: 'a-question', step: 'acceptLoss', title: 'Accept the data loss', decision: null },
  facts: { moment: '2030-03-04T06:58:29Z', notes: ['one', 'two'] },
  ...{ askedAt: '2030-03-04T07:11:00Z', expiresAt: '2030-03-04T07:26:00Z', firstApprover: null },
}

interface Setting {
  readonly control?: Partial<Control>
  readonly typed?: string
  readonly isTTY?: boolean
}

async function muster(words: readonly string[], { control = {}, typed, isTTY = false }: Setting = {}) {
  const said = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY,
    write: (text: string) => {
      said[name] += text
    },
  })
  const places: Where[] = []
  const unasked = () => Promise.reject(new Error('it was not to be asked'))
  const from: Surroundings = {
    terminal: { stdout: output('stdout'), stderr: output('stderr'), env: { NO_COLOR: '1' } },
    scenarios: async () => scenarios,
    readPlatform: async file => readPlatformFile(file),
    sandbox,
    controlAt: async where => {
      places.push(where)
      const watch = () => {
        throw new Error('it was not to be watched')
      }
      return { start: unasked, list: unasked, show: unasked, decide: unasked, watch, ...control }
    },
    question: async () => typed,
    newKey: () => 'key-of-this-attempt',
  }
  return { code: await runMuster(words, from), places, ...said }
}

const onAws = ['--api', 'abc123def4']
const started = { runId: RUN, executionArn: 'arn', outcome: 'started', message: `${RUN} has started` } as const

describe('muster recover', () => {
  test('shows what will happen and asks; the name of the platform starts it, anything else does not', async () => {
    const asked: unknown[] = []
    const start = async (starting: unknown) => {
      asked.push(starting)
      return started
    }
    const no = await muster(['recover', 'database-corruption', ...DAMAGED, ...onAws], {
      typed: 'yes',
      control: { start },
    })
    expect(no).toMatchObject({ code: 0, stderr: 'Nothing was started.\n' })
    const yes = await muster(['recover', 'database-corruption', ...DAMAGED, ...onAws], {
      typed: 'wordpress-prod\n',
      control: { start },
    })

    expect(yes.code).toBe(0)
    expect(yes.stdout).toContain('on AWS, account 111122223333, us-east-1')
    expect(yes.stdout).toContain(`muster watch ${RUN}`)
    expect(asked).toEqual([
      {
        ...{ scenario: 'database-corruption', mode: 'recover', reason: null, key: 'key-of-this-attempt' },
        input: { damagedAt: '2030-03-04T06:58:30Z' },
      },
    ])
    expect(yes.places).toEqual([{ on: 'aws', region: 'us-east-1', api: 'abc123def4', profile: undefined }])
  })

  test.each([
    [['--yes'], '--yes: given without --reason'],
    [['--yes', '--reason', '<b>now</b>'], '--reason: given'],
    [['--yes', '--reason', 'x', '--key', 'short'], '--key: given "short"'],
    [['--yes', '--reason', 'x', '--on', 'moon'], "'moon' is invalid"],
    [['--yes', '--reason', 'x', '--input', 'from=hope'], '--input from: given "hope"'],
  ])('refuses %j before anything is asked', async (more, why) => {
    const { code, stderr, places } = await muster(['recover', 'database-corruption', ...DAMAGED, ...onAws, ...more])
    expect({ code, places, stderr }).toEqual({ code: 1, places: [], stderr: expect.stringContaining(why) })
    expect(stderr).toContain('Nothing was run')
  })

  test('names what is missing, of the request and of the way to the API', async () => {
    const bare = await muster(['recover', 'database-corruption', ...onAws])
    expect(bare.stderr).toContain('--input: given no damagedAt')
    const lost = await muster(['drill', 'database-corruption'])
    expect(lost.stderr).toMatch(/--api: given nothing.*\n.*muster\.apiId/)
  })

  test('where nobody can be asked, says how it starts without asking', async () => {
    const { code, stderr } = await muster(['recover', 'database-corruption', ...DAMAGED, ...onAws])
    expect([code, stderr]).toEqual([1, expect.stringContaining('allowed is --yes with --reason')])
  })

  test('tells how to start by Step Functions when the API is down, and that the same key is safe', async () => {
    const start = () => Promise.reject(new ControlDown('the API abc does not answer: it answers 503'))
    const words = ['recover', 'database-corruption', ...DAMAGED, ...onAws, '--yes', '--reason', 'incident 4711']
    const { code, stderr } = await muster(words, { control: { start } })

    expect(code).toBe(5)
    for (const part of [
      'does not answer',
      '--key key-of-this-attempt',
      'two people must approve',
      'aws stepfunctions start-execution',
    ])
      expect(stderr).toContain(part)
    expect(stderr).toContain(`--input '{"damagedAt":"2030-03-04T06:58:30Z"}'`)
  })

  test('lists every fault that the machine’s own check found', async () => {
    const start = () => Promise.reject(new ControlRefused(['damagedAt: given tomorrow', 'point: given nothing']))
    const words = ['recover', 'database-corruption', ...DAMAGED, ...onAws, '--yes', '--reason', 'x']
    const { code, stderr } = await muster(words, { control: { start } })
    expect([code, stderr]).toEqual([
      4,
      expect.stringContaining('  - damagedAt: given tomorrow\n  - point: given nothing\n'),
    ])
  })

  test('asks in the region where the scenario lives', async () => {
    const words = ['drill', 'region-failure', ...onAws]
    const { places } = await muster(words, { control: { start: async () => started } })
    expect(places).toMatchObject([{ region: readPlatformFile('platforms/example.yaml').regions.recovery }])
  })
})

describe('a word to a run', () => {
  test('goes with its reason to the one open question, whose facts are shown first', async () => {
    const said: Word[] = []
    const control = {
      show: async () => view({ questions: [question] }),
      decide: async (_: string, word: Word) => {
        said.push(word)
        return { outcome: 'recorded', message: 'approved by Lead/grace' } as const
      },
    }
    const { code, stdout, stderr } = await muster(['approve', RUN, ...onAws, '--reason', ' seen '], { control })

    expect([code, stdout]).toEqual([0, 'recorded: approved by Lead/grace\n'])
    expect(stderr).toMatch(/Accept the data loss.*\n {2}moment .*06:58:29Z\n {2}notes .*one; two/)
    expect(said).toEqual([{ action: 'approve', approvalId: 'a-question', reason: 'seen' }])
  })

  test('is not guessed where several questions are open, or none', async () => {
    const two = { show: async () => view({ questions: [question, { ...question, approvalId: 'b-question' }] }) }
    const several = await muster(['reject', RUN, ...onAws, '--reason', 'no'], { control: two })
    expect(several.stderr).toMatch(/say which with --question <id>\n.*a-question.*\n.*b-question/)
    const none = await muster(['approve', RUN, ...onAws, '--reason', 'yes'], { control: { show: async () => view() } })
    expect(none).toMatchObject({ code: 4, stderr: expect.stringContaining('asks nothing now') })
  })

  test.each(['approve', 'reject', 'commit', 'rollback', 'pause', 'resume', 'abort'])(
    '%s needs a reason and a name',
    async action => {
      expect((await muster([action, RUN, ...onAws])).stderr).toContain('--reason: given nothing')
      const odd = await muster([action, '../../locks', ...onAws, '--reason', 'x'])
      expect(odd).toMatchObject({ code: 1, places: [], stderr: expect.stringContaining('<run>: given "../../locks"') })
      const help = await muster([action, '--help'])
      expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(/Examples:[\s\S]*Exit codes:/) })
    },
  )

  test('tells how to say it without the API', async () => {
    const decide = () => Promise.reject(new ControlDown('the API abc does not answer'))
    const { code, stderr } = await muster(['abort', RUN, ...onAws, '--reason', 'stop'], { control: { decide } })
    expect(code).toBe(5)
    expect(stderr).toContain('aws lambda invoke --region us-east-1')
    expect(stderr).toContain('--function-name wordpress-prod-decide-recover')
    expect(stderr).not.toContain('ID-OF-THE-QUESTION')

    // An answer names its question, which the control bucket knows too.
    const answer = await muster(['approve', RUN, ...onAws, '--reason', 'seen'], {
      control: { show: () => Promise.reject(new ControlDown('the API abc does not answer')) },
    })
    expect(answer.stderr).toContain(
      `--recursive s3://wordpress-prod-muster-control-us-east-1/runs/${RUN}/asked/ asked/`,
    )
    expect(answer.stderr).toContain('"approvalId":"ID-OF-THE-QUESTION"')
  })
})

describe('muster watch', () => {
  const watching = (...views: readonly RunView[]): Partial<Control> => ({
    show: async () => views[0]!,
    async *watch() {
      yield* views
    },
  })
  const span = (name: string, enteredAt: string, exitedAt: string | null) => ({
    ...{ name, enteredAt, exitedAt },
    ...{ times: 1, failed: null },
  })
  const under = view({
    states: [
      span('Check the request', '2030-03-04T07:10:00Z', '2030-03-04T07:10:01Z'),
      span('Start the restore beside it', '2030-03-04T07:13:00Z', '2030-03-04T07:13:01Z'),
      span('The restored cluster is available', '2030-03-04T07:13:01Z', '2030-03-04T07:14:00Z'),
      span('The restored cluster is available: wait', '2030-03-04T07:14:00Z', null),
    ],
    questions: [question],
  })

  test('on a terminal shows what it waits for against what is expected, the open question and a forecast', async () => {
    const { code, stdout } = await muster(['watch', RUN, ...onAws], {
      control: watching(under, { ...under, status: 'SUCCEEDED', ending: 'Recovered' }),
      isTTY: true,
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(/The restored cluster is available … running, 6 min 59 s, 8 min expected/)
    expect(stdout).toMatch(/Accept the data loss \(question a-question/)
    expect(stdout).toMatch(/Forecast: users served again at about 2030-03-04T07:[\d:Z]+, ended at about 2030-03-04T08/)
    expect(stdout).toContain('\u001b[0J')
  })

  test('elsewhere says each thing once, without a single escape', async () => {
    const control = watching(under, under, {
      ...under,
      status: 'FAILED',
      ending: 'RolledBack',
      cause: 'it\u001b[2J broke',
    })
    const { code, stdout } = await muster(['watch', RUN, ...onAws], { control })
    expect(code).toBe(2)
    expect(stdout.match(/Start the restore beside it/g)).toHaveLength(1)
    expect(stdout).not.toContain('\u001b')
    expect(stdout).toContain('Why: it broke')
  })

  test.each(endings.map(ending => [ending]))('ends with the code of %s', async ending => {
    const codes: Readonly<Record<Ending, number>> = {
      ...{ Recovered: 0, DrillPassed: 0, Skipped: 0, RolledBack: 2, Held: 2, RollbackIncomplete: 3, Refused: 4 },
    }
    const over = view({ status: 'SUCCEEDED', ending })
    expect((await muster(['watch', RUN, ...onAws, '--json'], { control: watching(over) })).code).toBe(codes[ending])
  })

  test('says of a run that was ended from outside that somebody must look', async () => {
    const { code, stdout } = await muster(['watch', RUN, ...onAws], { control: watching(view({ status: 'ABORTED' })) })
    expect([code, stdout]).toEqual([3, expect.stringContaining('no ending of its own (ABORTED)')])
  })

  test('forecasts less and less as steps are done, and nothing while a run walks back', () => {
    const nodes = [
      'Start the restore beside it',
      'The restored cluster is available',
      'The writer is available',
      'WordPress is rolled out',
    ]
    const after = (count: number) =>
      view({ states: nodes.slice(0, count).map(name => span(name, '2030-03-04T07:13:00Z', '2030-03-04T07:14:00Z')) })
    fc.assert(
      fc.property(fc.nat(nodes.length), fc.nat(nodes.length), (a, b) => {
        const [few, many] = [Math.min(a, b), Math.max(a, b)].map(
          each => forecastOf(after(each), corruption!)?.untilEnd ?? 0,
        )
        expect(many).toBeLessThanOrEqual(few ?? 0)
      }),
    )
    const back = view({ states: [span('Delete the restored cluster', '2030-03-04T07:13:00Z', null)] })
    expect(forecastOf(back, corruption!)).toBeUndefined()
    expect(stepsOf(back, corruption!)).toMatchObject([{ phase: 'Undo', status: 'running' }])
  })
})

test('muster runs: every region is asked once, the newest first; one that is silent is told of', async () => {
  const line = {
    scenario: 'database-corruption',
    mode: 'recover',
    status: 'RUNNING',
    endedAt: null,
    ending: null,
  } as const
  const lists = [
    async () => [
      { ...line, id: 'old', startedAt: '2030-03-04T07:00:00Z' },
      { ...line, id: 'new', startedAt: '2030-03-04T08:00:00Z' },
    ],
    () => Promise.reject(new ControlDown('the API of the other region does not answer')),
  ]
  const list = () => (lists.shift() ?? lists[0]!)()
  const { code, places, stdout, stderr } = await muster(['runs', ...onAws], { control: { list } })

  expect(places).toHaveLength(2)
  expect(code).toBe(5)
  expect(stderr).toContain('does not answer')
  expect(stdout.indexOf('new')).toBeLessThan(stdout.indexOf('old'))
})
