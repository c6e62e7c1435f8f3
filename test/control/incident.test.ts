// A whole incident driven by people: with the command line, in chat, and with the real AWS CLI where it is installed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { controlAt } from '../../control/backends/controls.ts'
import { sandbox as rehearsing } from '../../control/backends/sandbox.ts'
import { decideByHand, startByHand } from '../../control/by-hand.ts'
import type { Surroundings } from '../../control/cli/commands/surroundings.ts'
import { runMuster } from '../../control/cli/program.ts'
import type { Starting } from '../../control/control.ts'
import { readPlatformFile } from '../../control/platform-file.ts'
import type { Action } from '../../domain/decisions.ts'
import type { RunView } from '../../domain/run-view.ts'
import type { Sandbox } from '../../sandbox/serve/serve.ts'
import { scenarios } from '../../workflows/index.ts'
import { advance, ask, awsCli, faults, installed, platform, post, served, words } from '../sandbox/served.ts'

// A world, an hour of its time and twenty commands; the machine may be busy.
jest.setTimeout(300_000)

const MINUTE = 60
const DAMAGED = 'damagedAt=2030-03-04T06:58:30Z'

/** `muster` at the keyboard of somebody in the sandbox; what it waits for is virtual time. */
function keyboard(sandbox: () => Sandbox, answers: readonly string[] = []) {
  const left = [...answers]
  return async (line: string) => {
    const said = { stdout: '', stderr: '' }
    const output = (name: 'stdout' | 'stderr') => ({
      isTTY: false,
      write: (text: string) => {
        said[name] += text
      },
    })
    const from: Surroundings = {
      terminal: { stdout: output('stdout'), stderr: output('stderr'), env: {} },
      scenarios: async () => scenarios,
      readPlatform: async file => readPlatformFile(file),
      sandbox: rehearsing,
      controlAt: where => controlAt(where, () => advance(sandbox(), MINUTE)),
      question: async () => left.shift(),
    }
    const there = line.startsWith('rehearse') ? [] : ['--on', 'sandbox', '--url', sandbox().url]
    const code = await runMuster([...words(line), ...there], from)
    return { code, ...said }
  }
}

const runIn = (text: string): string => /[a-z-]+-\d{8}T\d{4}-[0-9a-f]{8}/.exec(text)?.[0] ?? ''

/** Lets time pass until the run asks something new. */
async function untilAsked(sandbox: Sandbox, muster: ReturnType<typeof keyboard>, title: string): Promise<RunView> {
  for (let minute = 0; minute < 90; minute++) {
    const [run] = JSON.parse((await muster('runs --json')).stdout) as { id: string }[]
    const control = await controlAt({ on: 'sandbox', url: sandbox.url, person: 'viewer' })
    const view = await control.show(run?.id ?? '')
    if (view.questions.some(each => each.title.startsWith(title) && each.decision === null)) return view
    await advance(sandbox, MINUTE)
  }
  throw new Error(`nobody asked "${title}" within 90 minutes`)
}

describe('an incident by the command line', () => {
  let sandbox: Sandbox
  let run: string
  const muster = keyboard(() => sandbox, ['no', 'wordpress-prod'])

  beforeAll(async () => {
    sandbox = await served({ scenario: 'database-corruption' })
  })
  afterAll(() => sandbox.stop())

  test('is told what will happen, asked, and starts nothing unless the platform is named', async () => {
    const left = await muster(`recover database-corruption --input ${DAMAGED}`)

    expect(left).toMatchObject({ code: 0, stderr: 'Nothing was started.\n' })
    for (const word of ['recover of wordpress-prod', '"Accept the data loss" within 15 min', 'Point the secret at'])
      expect(left.stdout).toContain(word)
    expect(JSON.parse((await muster('runs --json')).stdout)).toEqual([])
  })

  test('is started by who names it, and is seen in the list', async () => {
    const { code, stdout } = await muster(`recover database-corruption --input ${DAMAGED} --reason 'incident 4711'`)
    run = runIn(stdout)

    expect([code, run]).toEqual([0, expect.stringMatching(/^database-corruption-20300304T/)])
    expect((await muster('runs')).stdout).toContain(run)
  })

  test('is approved by somebody else than who asked, once, with the facts before their eyes', async () => {
    await untilAsked(sandbox, muster, 'Accept the data loss')
    const own = await muster(`approve ${run} --reason 'it is urgent'`)
    const other = await muster(`approve ${run} --as approver --reason 'seen the facts'`)
    const again = await muster(`approve ${run} --as approver --reason 'once more'`)

    expect(own).toMatchObject({ code: 4, stderr: expect.stringContaining('not-yours') })
    expect(own.stderr).toContain('the last whole second before the damage')
    expect(other).toMatchObject({ code: 0, stdout: expect.stringContaining('approved by wordpress-prod-approver/') })
    expect(again).toMatchObject({ code: 4, stderr: expect.stringMatching(/answered already: approve by/) })
  })

  test('is paused and goes on', async () => {
    expect(await muster(`pause ${run} --reason 'a second look'`)).toMatchObject({ code: 0 })
    await advance(sandbox, 5 * MINUTE)
    const { stdout } = await muster(`resume ${run} --reason 'seen enough' --json`)
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'recorded', message: expect.stringContaining('at once by') })
  })

  test('hears no commit before its time, and by a viewer nothing at all', async () => {
    expect(await muster(`commit ${run} --reason well`)).toMatchObject({
      ...{ code: 4, stderr: expect.stringContaining('the commit window') },
    })
    expect(await muster(`abort ${run} --as viewer --reason curious`)).toMatchObject({
      ...{ code: 4, stderr: expect.stringContaining('IAM does not let you') },
    })
    expect(await muster('abort database-corruption-20000101T0000-00000000 --reason none')).toMatchObject({
      ...{ code: 4, stderr: expect.stringContaining('unknown: there is no run') },
    })
  })

  test('moves over, is committed, watched to its end and reported; late words are told how it ended', async () => {
    const asked = await untilAsked(sandbox, muster, 'Move WordPress')
    expect(asked.states.length).toBeGreaterThan(30)
    expect(await muster(`approve ${run} --as approver --reason 'the proofs hold'`)).toMatchObject({ code: 0 })
    await advance(sandbox, 10 * MINUTE)
    expect(await muster(`commit ${run} --reason 'orders come in'`)).toMatchObject({ code: 0 })
    expect(await muster(`rollback ${run} --reason 'too late'`)).toMatchObject({
      ...{ code: 4, stderr: expect.stringContaining('committed by wordpress-prod-operator/') },
    })
    const watched = await muster(`watch ${run}`)
    const report = await muster(`report ${run}`)

    expect(watched).toMatchObject({ code: 0, stderr: '' })
    expect(watched.stdout).toContain('Recovered: the platform runs on what was restored.')
    expect(watched.stdout).toMatch(/The restored cluster is available … done, .* expected/)
    expect(report.stdout).toMatch(/^# Recovered: database-corruption \(recover\)/)
    expect(await muster(`approve ${run} --as approver --reason late`)).toMatchObject({
      ...{ code: 4, stderr: expect.stringContaining('ended as Recovered') },
    })
    expect(await muster(`abort ${run} --reason late`)).toMatchObject({
      ...{ code: 4, stderr: expect.stringContaining('over:') },
    })
  })

  test('is followed by a drill, aborted, watched as JSON: its exit code says that it was rolled back', async () => {
    const { stdout } = await muster('drill database-corruption --json')
    const { runId } = JSON.parse(stdout) as { runId: string }
    await advance(sandbox, 5 * MINUTE)
    expect(await muster(`abort ${runId} --reason 'no time for drills'`)).toMatchObject({ code: 0 })
    const watched = await muster(`watch ${runId} --json`)
    const looks = watched.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as RunView)

    expect(watched.code).toBe(2)
    expect(looks.at(-1)).toMatchObject({
      ending: 'RolledBack',
      operator: { action: 'abort', by: 'wordpress-prod-operator/muster' },
    })
    expect(looks.at(-1)?.cause).toContain('no time for drills')
  })
})

describe('an incident in chat, against the same server', () => {
  let sandbox: Sandbox
  const does = async (path: 'type' | 'click', body: object) => {
    const { status, text } = await post(sandbox, `/slack/${path}`, body)
    // What the app answers Slack within three seconds; its work is done after.
    expect({ body, status, text: JSON.parse(text) }).toEqual({ body, status: 200, text: { status: 200 } })
    await advance(sandbox, 15)
  }
  const conversation = async () =>
    (await ask(sandbox, '/_muster/slack')).json() as unknown as readonly {
      readonly by: string
      readonly text: string
    }[]
  const said = async (words: string) => (await conversation()).some(({ text }) => text.includes(words))
  const until = async (words: string) => {
    for (let minute = 0; minute < 90 && !(await said(words)); minute++) await advance(sandbox, MINUTE)
    expect((await conversation()).map(({ text }) => text).join('\n')).toContain(words)
  }

  beforeAll(async () => {
    sandbox = await served({ scenario: 'database-corruption' })
  })
  afterAll(() => sandbox.stop())

  test('is asked for, approved by another, committed, and told to its end', async () => {
    await does('type', { user: 'oncall', text: `recover database-corruption ${DAMAGED} because orders are spoilt` })
    expect(await post(sandbox, '/slack/click', { user: 'lead', button: 'start' })).toMatchObject({ status: 404 })
    await does('click', { user: 'oncall', button: 'start' })
    await until('Accept the data loss')
    await does('click', { user: 'oncall', button: 'approve' })
    await does('click', { user: 'lead', button: 'approve' })
    await until('Move WordPress to the restored cluster')
    await does('click', { user: 'lead', button: 'approve' })
    for (let minute = 0; minute < 30; minute++) {
      const { status } = await post(sandbox, '/slack/click', { user: 'lead', button: 'commit' })
      if (status === 200) break
      await advance(sandbox, MINUTE)
    }
    await until('Recovered')
    const view = await controlAt({ on: 'sandbox', url: sandbox.url, person: 'viewer' })
    expect(await view.list()).toEqual([
      expect.objectContaining({ scenario: 'database-corruption', ending: 'Recovered' }),
    ])
  })

  test('shows nothing to press to who is not there, and knows no other person', async () => {
    expect(await post(sandbox, '/slack/click', { user: 'guest', button: 'approve' })).toMatchObject({ status: 404 })
    expect(await post(sandbox, '/slack/type', { user: 'mallory', text: 'runs' })).toMatchObject({ status: 400 })
  })
})

const whereAws = installed('aws', '--version') ? describe : describe.skip

whereAws('an incident by the AWS CLI, as the command line tells when the API is down', () => {
  const home = mkdtempSync(join(tmpdir(), 'incident-'))
  let sandbox: Sandbox
  const muster = keyboard(() => sandbox)
  const aws = async (lines: readonly string[]) => {
    const line = lines.map(each => each.replace(/ \\$/, '')).join(' ')
    const { code, text } = await awsCli(sandbox, home)(...words(line).slice(1))
    expect({ line, code, text }).toMatchObject({ code: 0 })
    return JSON.parse(text) as Readonly<Record<string, string>>
  }
  const starting: Starting = {
    scenario: 'database-corruption',
    mode: 'recover',
    reason: null,
    key: 'emergency-1',
    input: { damagedAt: '2030-03-04T06:58:30Z', commitWindowMinutes: 5 },
  }
  const decide = async (run: string, action: Action, approvalId: string | null) => {
    const [echo = '', ...command] = decideByHand(run, { action, approvalId, reason: 'seen' }, platform)
    const [payload, answer] = [join(home, 'payload.json'), join(home, 'answer.json')]
    writeFileSync(payload, words(echo)[1] ?? '')
    const files = (line: string) =>
      line.replace('fileb:///dev/stdin', `fileb://${payload}`).replace(/answer\.json && .*/, answer)
    expect(await aws(command.map(files))).toMatchObject({ StatusCode: 200 })
    return JSON.parse(readFileSync(answer, 'utf8')) as unknown
  }

  beforeAll(async () => {
    sandbox = await served({ scenario: 'database-corruption' })
  })
  afterAll(async () => {
    await sandbox.stop()
    rmSync(home, { recursive: true })
  })

  test('starts, is described, needs two approvers, and is recovered', async () => {
    const { executionArn = '' } = await aws(startByHand(starting, platform))
    const run = executionArn.split(':').at(-1) ?? ''
    const first = await untilAsked(sandbox, muster, 'Accept the data loss')
    const question = first.questions[0]?.approvalId ?? ''

    expect(first).toMatchObject({ id: run, requestedBy: null })
    expect(await muster(`approve ${run} --reason 'I have started it'`)).toMatchObject({
      ...{ code: 0, stdout: expect.stringContaining('needs-another-approver') },
    })
    expect(await decide(run, 'approve', question)).toMatchObject({
      ...{
        outcome: 'recorded',
        message: expect.stringMatching(/wordpress-prod-operator\/muster and your-role\/your-name/),
      },
    })
    const described = await aws([`aws stepfunctions describe-execution --execution-arn ${executionArn}`])
    expect(described.status).toBe('RUNNING')
    const second = await untilAsked(sandbox, muster, 'Move WordPress')
    const moving = second.questions.find(({ decision }) => decision === null)?.approvalId ?? ''
    await muster(`approve ${run} --reason 'the proofs hold'`)
    await muster(`approve ${run} --as approver --reason 'they do'`)
    expect(await decide(run, 'approve', moving)).toMatchObject({ outcome: 'already-decided' })
    await advance(sandbox, 30 * MINUTE)
    expect(await muster(`watch ${run}`)).toMatchObject({ code: 0 })
    const history = await aws([
      `aws stepfunctions get-execution-history --execution-arn ${executionArn} --reverse-order --max-items 1`,
    ])
    expect(JSON.stringify(history)).toContain('ExecutionSucceeded')
  })
})

test('no command has met a fault of the sandbox itself', () => {
  expect(faults).toEqual([])
})
