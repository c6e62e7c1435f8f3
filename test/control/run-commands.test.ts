// The commands that start, list and speak to runs: what they take, what they say, and what a script learns from the exit code.
import { describe, expect, test } from '@jest/globals'
import { ControlDown, ControlRefused } from '../../control/control.ts'
import { readPlatformFile } from '../../control/platform-file.ts'
import type { Word } from '../../domain/decisions.ts'
import { muster, onAws, question, RUN, view } from './run-commands-world.ts'

const DAMAGED = ['--input', 'damagedAt=2030-03-04T06:58:30Z']
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
