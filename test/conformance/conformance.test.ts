// The engine against executions recorded on AWS: the first target, where the recordings lie beside the checkout.
import { describe, expect, test } from '@jest/globals'
import { FOLDER, recordings } from './cases.ts'
import { judge } from './judge.ts'

const found = await recordings()

describe('the engine does what AWS was recorded to do', () => {
  if (found === undefined) {
    test('(the recordings are not here, so nothing is compared)', () => {
      process.stdout.write(`No recorded cases at ${FOLDER}: conformance was not checked.\n`)
      expect(found).toBeUndefined()
    })
  } else {
    test('there are cases to compare', () => {
      expect(found.cases.length).toBeGreaterThan(100)
    })
    for (const each of found.cases) {
      test(each.name, async () => {
        const { verdict, why } = await judge(each, found)
        expect({ verdict, why }).toEqual({ verdict: 'right', why: '' })
      })
    }
  }
})
