// What cannot be meant is refused before anything runs, so that the person at the keyboard can put it right.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { muster } from './muster.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('what cannot be meant is refused: it names the option, what was given, what is allowed; nothing runs', () => {
  const broken = join(tmpdir(), 'muster-no-such-folder')
  test.each([
    [['rehearse'], '<scenario>: given nothing; allowed is flooded-cellar.'],
    [['rehearse', 'floded-celar'], 'Did you mean "flooded-cellar"?'],
    [['explain', 'flooded-cellar', '--mode', 'dril'], '--mode: given "dril"; allowed is recover, drill.'],
    [['rehearse', 'flooded-cellar', '--approve', 'soon'], '--approve: given "soon"; allowed is after=<duration>'],
    [['rehearse', 'flooded-cellar', '--seed', ' '], '--seed: given an empty text'],
    [['rehearse', 'flooded-cellar', '--fault', 'throtled@rds:DescribeDBClusters'], 'Did you mean "throttled"?'],
    [['rehearse', 'flooded-cellar', '--fault', 'denied'], '--fault: the fault "denied" needs an operation'],
    [['rehearse', 'flooded-cellar', '--fault', 'quota-full@noon'], 'the fault "quota-full" takes no argument'],
    [['rehearse', 'flooded-cellar', '--mode', 'drill', '--fault', 'operator-commits@10'], 'means nothing in a drill'],
    [
      ['rehearse', 'flooded-cellar', '--input', 'aproval=waived'],
      '--input aproval: given a field that the request does not have',
    ],
    [
      ['rehearse', 'flooded-cellar', '--input', 'approval=maybe'],
      '--input approval: given "maybe"; allowed is one of "required", "waived".',
    ],
    [
      ['rehearse', 'flooded-cellar', '--input', 'hose.metres=99'],
      '--input hose.metres: given 99; allowed is at most 40.',
    ],
    [['rehearse', 'flooded-cellar', '--input', 'hose.feet=9'], '--input hose'],
    [
      ['rehearse', 'flooded-cellar', '--input', 'asked=two words'],
      '--input asked: given "two words"; allowed is a first name.',
    ],
    [['rehearse', 'flooded-cellar', '--input', 'nonsense'], '--input: given "nonsense"; allowed is key=value'],
    [['rehearse', 'flooded-cellar', '--input', 'no-such.json'], '--input: given no-such.json, which does not exist'],
    [['rehearse', 'flooded-cellar', '--bundles', broken], '--bundles: given'],
    [
      ['rehearse', 'flooded-cellar', '--platform', 'no-such.yaml'],
      'no-such.yaml cannot be read: there is no such file',
    ],
    [['rehearse', 'flooded-cellar', '--sed', 'x'], "unknown option '--sed'"],
    [['rehearse', 'flooded-cellar', 'again'], 'too many arguments'],
    [['rehears'], 'Did you mean rehearse?'],
  ])('muster %j', async (words, says) => {
    const { code, stdout, stderr, requests } = await muster(words)

    expect(stderr).toContain(says)
    expect(stderr).toContain('Nothing was run.')
    expect({ code, stdout, requests }).toEqual({ code: 1, stdout: '', requests: [] })
  })

  test.each([
    ['{}', 'drill: given nothing'],
    ['project: [1', 'text that is not YAML'],
    ['- 1', 'the fields project'],
  ])('a platform file that holds %s', async (text, says) => {
    const file = join(folder, 'platform.yaml')
    writeFileSync(file, text)
    const { code, stderr, requests } = await muster(['rehearse', 'flooded-cellar', '--platform', file])

    expect(stderr).toContain(says)
    expect({ code, requests }).toEqual({ code: 1, requests: [] })
  })
})

test('on call nobody types a path: MUSTER_PLATFORM names the platform, unless --platform names another', async () => {
  process.env.MUSTER_PLATFORM = 'no-such.yaml'
  try {
    expect(await muster(['explain', 'flooded-cellar'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no-such.yaml'),
    })
    expect(await muster(['explain', 'flooded-cellar', '--platform', 'platforms/example.yaml'])).toMatchObject({
      code: 0,
    })
  } finally {
    delete process.env.MUSTER_PLATFORM
  }
})
