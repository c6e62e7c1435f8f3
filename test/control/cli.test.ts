// The command line as somebody on call and a script meet it: what it prints where, its exit codes, what it refuses.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Outcome } from '../../control/backends/sandbox.ts'
import { commandLine } from '../../control/cli/commands/command-line.ts'
import { endings } from '../../domain/run.ts'
import { faults } from '../../sandbox/faults/index.ts'
import { muster } from './muster.ts'
import { recovered } from './sample-outcome.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const rehearse = (...words: string[]) =>
  muster(['rehearse', 'flooded-cellar', '--report', join(folder, 'report'), ...words])

describe('list and explain', () => {
  test('list tells what is promised', async () => {
    const { code, stdout } = await muster(['list'])

    expect(code).toBe(0)
    expect(stdout).toContain('RTO    promised 1 h')
  })

  test('list --faults tells what may be met, and how each is asked for', async () => {
    const { stdout } = await muster(['list', '--faults'])

    for (const { name, argument } of faults)
      expect(stdout).toContain(argument === undefined ? `${name}\n` : `${name}@…\n`)
  })

  test('explain prints the runbook, and with --json one object', async () => {
    const people = await muster(['explain', 'flooded-cellar'])
    const script = await muster(['explain', 'flooded-cellar', '--mode', 'drill', '--json'])

    expect(people).toMatchObject({ code: 0, stderr: '' })
    expect(people.stdout).toContain('1. Close the door (close-door)')
    expect(JSON.parse(script.stdout)).toMatchObject({ scenario: 'flooded-cellar', mode: 'drill' })
  })
})

describe('rehearse', () => {
  test('says at once what it does, shows the steps, the summary and where the report is', async () => {
    const { code, stdout, stderr, requests } = await rehearse()

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Flooded cellar \(recover\): rehearsed on virtual time, seed "muster"/)
    expect(stdout).toContain('Accept wet feet … done')
    expect(stdout).toContain(join(folder, 'report', 'report.md'))
    expect(stdout).not.toContain('\u001b')
    expect(requests).toMatchObject([
      {
        scenario: 'flooded-cellar',
        mode: 'recover',
        seed: 'muster',
        input: {},
        approving: { kind: 'approve', afterSeconds: 120 },
        faults: [],
      },
    ])
    expect(readdirSync(join(folder, 'report')).sort()).toEqual([
      'calls.jsonl',
      'history.json',
      'logs.jsonl',
      'outcome.json',
      'report.md',
      'timeline.txt',
    ])
  })

  test('is coloured on a terminal', async () => {
    const { stdout } = await muster(['rehearse', 'flooded-cellar', '--report', join(folder, 'report')], { isTTY: true })

    expect(stdout).toContain('\u001b[32m')
  })

  test('with --json gives exactly one object on stdout, and progress on stderr only if that is a terminal', async () => {
    const words = ['rehearse', 'flooded-cellar', '--json', '--report', join(folder, 'report')]
    const script = await muster(words)
    const person = await muster(words, { isTTY: true })

    expect(script.stderr).toBe('')
    expect(JSON.parse(script.stdout)).toEqual(recovered)
    expect(JSON.parse(person.stdout)).toEqual(recovered)
    expect(person.stderr).toContain('Accept wet feet')
  })

  test('passes on mode, seed, fields, faults and what the approver does', async () => {
    const file = join(folder, 'request.yaml')
    writeFileSync(file, 'approval: waived\nhose: { metres: 12 }\n')
    const { requests } = await rehearse(
      '--seed',
      'friday',
      '--input',
      file,
      '--input',
      'hose.metres=30',
      '--input',
      'asked=ada',
      '--fault',
      'denied@rds:DeleteDBCluster#2',
      '--fault',
      'quota-full',
      '--approve',
      'never',
    )

    expect(requests).toMatchObject([
      {
        seed: 'friday',
        input: { approval: 'waived', hose: { metres: 30 }, asked: 'ada' },
        faults: ['denied@rds:DeleteDBCluster#2', 'quota-full'],
        approving: { kind: 'never' },
      },
    ])
  })

  test('ends with the exit code of the ending', async () => {
    const codes = await Promise.all(
      endings.map(async ending => [
        ending,
        (await muster(['rehearse', 'flooded-cellar', '--report', join(folder, 'codes')], { ending })).code,
      ]),
    )

    expect(Object.fromEntries(codes)).toEqual({
      Recovered: 0,
      DrillPassed: 0,
      Skipped: 0,
      RolledBack: 2,
      Held: 2,
      RollbackIncomplete: 3,
      Refused: 4,
    })
  })

  test('says that Muster itself failed when it did, with what was thrown', async () => {
    const { code, stderr } = await muster(['rehearse', 'flooded-cellar'], {
      broken: new Error('the clock stands still'),
    })

    expect(code).toBe(1)
    expect(stderr).toContain('Muster itself failed, which is a fault of ours: the clock stands still')
  })

  test('tells how to repeat it, quoted for a shell', () => {
    const options = {
      mode: 'drill',
      seed: 'it’s',
      platform: 'platforms/example.yaml',
      input: ['damage.sql=SELECT 1'],
      fault: [],
      approve: 'never',
      json: false,
    }

    expect(commandLine('a', options)).toBe(
      "npm run rehearse -- a --mode drill --seed 'it’s' --input 'damage.sql=SELECT 1' --approve never",
    )
  })
})

describe('help', () => {
  test.each([[[]], [['list']], [['explain']], [['rehearse']]])(
    'muster %j --help has examples and exits 0',
    async words => {
      const { code, stdout } = await muster([...words, '--help'])

      expect(code).toBe(0)
      expect(stdout).toMatch(/Examples?:\n {2}muster /)
    },
  )

  test('tells the exit codes', async () => {
    expect((await muster(['rehearse', '--help'])).stdout).toContain('3  RollbackIncomplete')
  })
})

describe('the entry', () => {
  const entry = 'control/cli/muster.mjs'
  const run = (...words: string[]) => spawnSync(process.execPath, words, { encoding: 'utf8' })

  test('prints help and no warning', () => {
    const { status, stdout, stderr } = run(entry, '--help')

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('Usage: muster')
  })

  test('on an older Node runs again with the one that npm installed, exit code and all', () => {
    const older =
      'data:text/javascript,Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.1.0" } })'
    if (!existsSync('node_modules/.bin/node')) {
      console.log('skipped: npm installed no Node on this machine')
      return
    }
    const { status, stderr } = run('--import', older, entry, 'rehearse', 'no-such-scenario')

    expect(status).toBe(1)
    expect(stderr).toContain('<scenario>: given "no-such-scenario"')
  })

  test('writes an outcome that a script can read', () => {
    const outcome = JSON.parse(readFileSync(join(folder, 'report', 'outcome.json'), 'utf8')) as Outcome

    expect(outcome.ending).toBe('Recovered')
  })
})
