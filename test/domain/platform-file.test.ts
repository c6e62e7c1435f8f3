// A platform's description that is wrong is told so, every fault with its line; and names that are nearly right.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { editDistance, nearestName } from '../../domain/nearest-name.ts'
import { parsePlatform, platformFaultText } from '../../domain/platform-file.ts'

const example = readFileSync('platforms/example.yaml', 'utf8')
const faultsOf = (text: string): readonly string[] => {
  const read = parsePlatform(text)
  return 'faults' in read ? read.faults.map(platformFaultText) : []
}
const lineOf = (part: string) => example.split('\n').findIndex(line => line.includes(part)) + 1

describe('a platform file', () => {
  test('that is the example describes a platform, with defaults filled in', () => {
    const read = parsePlatform(example.replace(/ {2}requesterMayApprove.*\n/, ''))

    expect('platform' in read && read.platform.muster.requesterMayApprove).toBe(false)
  })

  test('has every fault told at once, in the order of its lines', () => {
    const text = example
      .replace('clusterId: wordpress', 'clusterID: wordpress')
      .replace('recovery: us-west-2', 'recovery: west')
      .replace('retainDays: 14', 'retainDays: 0')
      .replace('account: "111122223333"', 'account: 111122223333')
      .replace('url: https://www.example.com', 'url: nowhere')

    expect(faultsOf(text)).toEqual([
      `line ${lineOf('account:')}: account: given 111122223333; allowed is text: put it between quotes`,
      `line ${lineOf('recovery: us')}: regions.recovery: given "west"; allowed is an AWS region, such as us-east-1`,
      `line ${lineOf('database:')}: database.clusterId: given nothing; allowed is text`,
      `line ${lineOf('clusterId:')}: database.clusterID: given a field that a platform does not have; allowed is "clusterId"`,
      `line ${lineOf('url:')}: application.url: given "nowhere"; allowed is an address with its scheme, such as https://www.example.com`,
      `line ${lineOf('retainDays:')}: muster.retainDays: given 0; allowed is at least 1`,
    ])
  })

  test.each([
    ['', 'line 1: the file: given nothing; allowed is the fields project'],
    ['- one', 'line 1: the file: given ["one"]; allowed is the fields project'],
    ['a: 1\na: 2', 'line 2: the file: given text that is not YAML; allowed is YAML (Map keys must be unique)'],
  ])('that holds %j is no platform', (text, says) => {
    expect(faultsOf(text)[0]).toContain(says)
  })

  test('never throws, whatever is in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), text => {
        expect(faultsOf(text).length).toBeGreaterThan(0)
      }),
    )
  })

  test('that repeats a part by an alias, or one that there is not, is told the line', () => {
    expect(faultsOf('project: *other\n')).toEqual([expect.stringContaining('line 1: the file: given the alias *other')])
    expect(faultsOf('a: &a wordpress\nproject: *a\n')[0]).toContain('line 2')
  })

  test('that has lost any one field is told which', () => {
    const fields = example
      .split('\n')
      .filter(line => /^ {2}\w+: \S/.test(line) && !/tablePrefix|retainDays|requesterMayApprove|timeZone/.test(line))

    for (const line of fields) {
      const name = line.trim().split(':')[0] ?? ''
      expect(faultsOf(example.replace(`${line}\n`, '')).join('\n')).toContain(`.${name}: given nothing`)
    }
  })
})

describe('the nearest name', () => {
  const known = ['database-corruption', 'file-deletion', 'region-failure', 'monitoring-loss']

  test.each([
    ['databse-corruption', 'database-corruption'],
    ['database', 'database-corruption'],
    ['databse', 'database-corruption'],
    ['REGION-FAILURE', 'region-failure'],
    ['regoin-failure', 'region-failure'],
    ['file-deletoin', 'file-deletion'],
    ['earthquake', undefined],
    ['', undefined],
  ])('to %j is %j', (given, meant) => {
    expect(nearestName(given, known)).toBe(meant)
  })

  test('is a distance: none to itself, the same both ways, at most the longer text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, a)).toBe(0)
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
    )
  })
})
