// Misfortunes as they are asked for: what is refused before a run, and what is offered.
import { describe, expect, jest, test } from '@jest/globals'
import { checkFaults, faults } from '../../sandbox/faults/index.ts'
import { meet, scenario } from './meeting.ts'

// A rehearsal takes a second or less of a processor; where others work beside the tests it may wait for one.
jest.setTimeout(60_000)

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
