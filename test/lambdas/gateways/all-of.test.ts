// Calls side by side: a function never ends while one of them is under way.
import { expect, test } from '@jest/globals'
import { allOf } from '../../../lambdas/gateways/all-of.ts'

test('the first error in the order given is told, and not before every call is over', async () => {
  const over: string[] = []
  const call = async (name: string, turns: number, fails = false): Promise<string> => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    over.push(name)
    if (fails) throw new Error(name)
    return name
  }

  await expect(allOf(call('slow', 9, true), call('quick', 1, true), call('slowest', 20))).rejects.toThrow('slow')
  expect(over).toEqual(['quick', 'slow', 'slowest'])
  expect(await allOf(call('one', 3), call('two', 1))).toEqual(['one', 'two'])
})
