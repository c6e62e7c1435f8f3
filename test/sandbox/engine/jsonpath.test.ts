// What JSONPath states may read and compute: paths that match many places, and the intrinsic functions.
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { type Execution, InvalidDefinition, type Json } from '../../../sandbox/engine/index.ts'
import { stage } from './stage.ts'

const A: Json = { title: 'A', price: 8, tags: ['x', 'y'], in: { print: true } }
const BOOKS: Json = [A, { title: 'B', price: 12, tags: [] }, { title: 'C', price: 23, isbn: null }]
const STORE: Json = { owner: 'o', price: 1 }
const INPUT = { books: BOOKS, limit: 10, store: STORE }

const machine = (value: string, rest: object = {}) => ({
  StartAt: 'P',
  States: { P: { Type: 'Pass', Parameters: { 'found.$': value }, End: true, ...rest } },
})

const run = (value: string, input: Json = INPUT): Promise<Execution> => stage().play(machine(value), input)

async function found(value: string, input?: Json): Promise<Json> {
  const { status, output = '{}', cause } = await run(value, input)
  return status === 'SUCCEEDED' ? JSON.parse(output).found : `${status}: ${cause}`
}

describe('a path may lead to many places', () => {
  test.each<[string, Json]>([
    ['$.books[*].title', ['A', 'B', 'C']],
    ['$.books.*.title', ['A', 'B', 'C']],
    ['$.store.*', ['o', 1]],
    ['$.books[:1].title', ['A']],
    ['$.books[1:].title', ['B', 'C']],
    ['$.books[-2:].title', ['B', 'C']],
    ['$.books[0:-1].title', ['A', 'B']],
    ['$.books[0, 2, 7].title', ['A', 'C']],
    ['$.books[*].tags', [['x', 'y'], []]],
    ['$.books[*].tags[*]', ['x', 'y']],
    ['$..price', [8, 12, 23, 1]],
    ['$..in.print', [true]],
    ['$.books..[0]', [A, 'x']],
    ['$.nowhere[*].title', []],
    ['$.limit[*]', []],
  ])('%s gives %j', async (path, value) => {
    expect(await found(path)).toEqual(value)
  })

  test.each<[string, Json]>([
    ['$.books[?(@.price < 10)].title', ['A']],
    ['$.books[?(@.price >= $.limit && @.price != 12)].title', ['C']],
    ["$.books[?(@.title == 'A' || @['title'] == \"C\")].title", ['A', 'C']],
    ['$.books[?(@.isbn)].title', ['C']],
    ['$.books[?(@.isbn == null)].title', ['C']],
    ['$.books[?(!(@.isbn || @.in.print == true))].title', ['B']],
    ["$.books[?(@.title > 'A')].title", ['B', 'C']],
    ['$.books[?(@.title > 1)].title', []],
    ['$.books[?(@.tags == [])].title', 'no'],
    ['$.store[?(@.price <= 1)].owner', ['o']],
  ])('%s keeps what passes: %j', async (path, value) => {
    if (value === 'no') expect(() => stage().machine(machine(path))).toThrow(InvalidDefinition)
    else expect(await found(path)).toEqual(value)
  })

  test('in InputPath and OutputPath too, which give the list', async () => {
    const state = { Parameters: undefined, InputPath: '$.books[*]', OutputPath: '$[?(@.price > 10)].title' }
    const execution = await stage().play(machine('', state), INPUT)
    expect(JSON.parse(execution.output ?? '')).toEqual(['B', 'C'])
  })

  test.each(['$.books[::2]', "$.books[0]['title','price']", '$.books.length()', '$..', '$.a b'])(
    '%s is refused before anything runs',
    path => {
      expect(() => stage().machine(machine(path))).toThrow('is not simulated')
    },
  )
})

describe('an intrinsic function', () => {
  test.each<[string, Json]>([
    ["States.Array($.limit, 'a', null, true, -1.5)", [10, 'a', null, true, -1.5]],
    ['States.ArrayPartition($.books[*].title, 2)', [['A', 'B'], ['C']]],
    ["States.ArrayContains($.books[*].title, 'B')", true],
    ['States.ArrayContains($.books, $.store)', false],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(3, 0, -2)', [3, 1]],
    ['States.ArrayRange(5, 1, 1)', []],
    ['States.ArrayGetItem($.books[*].price, 1)', 12],
    ['States.ArrayLength($.books)', 3],
    ['States.ArrayUnique(States.Array(1, 1, $.store, $.store, null, null))', [1, STORE, null]],
    ["States.Base64Encode('Grüße')", 'R3LDvMOfZQ=='],
    ["States.Base64Decode('R3LDvMOfZQ==')", 'Grüße'],
    ["States.Hash('a', 'MD5')", '0cc175b9c0f1b6a831c399e269772661'],
    ['States.JsonMerge($.store, States.StringToJson(\'{"price":{"a":1}}\'), false)', { owner: 'o', price: { a: 1 } }],
    ['States.JsonToString($.store)', '{"owner":"o","price":1}'],
    ["States.StringToJson(' ')", null],
    ['States.MathAdd(1.49, 1.5)', 3],
    ["States.StringSplit('a-b.c--d', '-.')", ['a', 'b', 'c', 'd']],
    ["States.Format('It\\'s {}, \\{\\} and {}', $.limit, $.store)", "It's 10, {} and {owner=o, price=1}"],
    ["States.StringSplit('it\\'s', '\\'')", ['it', 's']],
    ["States.Format('{}', States.ArrayGetItem(States.StringSplit('a-b', '-'), States.MathAdd(0, 1)) )", 'b'],
    ["States.ArrayLength($.books[?(@.title == 'A' || (@.price > 20))])", 2],
  ])('%s is %j', async (call, value) => {
    expect(await found(call)).toEqual(value)
  })

  test.each([
    ['States.ArrayGetItem($.books, 3)', 'The index 3 is outside of an array of 3 items'],
    ['States.ArrayGetItem($.books, -1)', 'The index -1 is outside of an array of 3 items'],
    ['States.ArrayPartition($.books, 0)', 'The size of the parts must be positive, not 0'],
    ['States.ArrayRange(1, 2, 0)', 'The step must not be zero'],
    ['States.ArrayRange(0, 1000, 1)', 'The range would hold 1001 items, more than 1000'],
    ['States.ArrayLength($.store)', '{"owner":"o","price":1} is not an array'],
    ["States.Base64Decode('a b')", "'a b' is not in Base64"],
    ["States.Hash('a', 'SHA-2')", '"SHA-2" is none of MD5, SHA-1, SHA-256, SHA-384, SHA-512'],
    ['States.JsonMerge($.store, $.store, true)', 'The third argument must be false: deep merging is not supported'],
    ['States.JsonMerge($.store, $.books, false)', expect.stringContaining('is not an object')],
    ["States.StringToJson('{')", "'{' is not JSON"],
    ["States.MathAdd('1', 2)", '"1" is not a number'],
    ['States.MathRandom(2, 2)', '2 must be greater than 2'],
    ["States.Format('{}')", 'It was given 0 values for 1 places'],
    ['States.UUID(1)', 'It takes 0 arguments, not 1'],
    ['States.Base64Encode($.long)', 'The string is longer than 10000 characters'],
  ])('%s ends the execution: %s', async (call, reason) => {
    const { error, cause = '' } = await run(call, { ...INPUT, long: 'x'.repeat(10_001) })
    expect([error, cause.split('had the following error: ').at(-1)]).toEqual(['States.Runtime', reason])
  })

  test('draws from the seed, differently in each place', async () => {
    const draws =
      'States.Array(States.MathRandom(0, 1000000), States.MathRandom(0, 1000000), States.UUID(), States.UUID())'
    const [a, b, c, d] = (await found(draws)) as readonly Json[]
    expect(new Set([a, b, c, d]).size).toBe(4)
    expect(await found(draws)).toEqual([a, b, c, d])
    expect(c).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    expect(await found('States.MathRandom(0, 1000000, 7)')).toBe(await found('States.MathRandom(0, 1000000, 7)'))
  })

  test('holds at most ten calls inside each other', async () => {
    const nested = (depth: number): string => (depth === 0 ? '$.limit' : `States.Array(${nested(depth - 1)})`)
    expect(await found(nested(10))).toEqual([[[[[[[[[[10]]]]]]]]]])
    expect(() => stage().machine(machine(nested(11)))).toThrow('nests more than 10 calls')
  })

  test.each(["States.Array('a)", 'States.Array(1,)', 'States.Array(1) 2', 'States.Array(a)', 'States.Array'])(
    '%s is refused before anything runs',
    call => {
      expect(() => stage().machine(machine(call))).toThrow('is not the call of a function')
    },
  )

  test('keeps what it was given: parts of an array, texts in Base64 and in JSON', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        text,
        async (list, size, word) => {
          const input = JSON.parse(JSON.stringify({ list, size, word })) as { list: Json[]; word: string }
          const parts = (await found('States.ArrayPartition($.list, $.size)', input)) as Json[][]
          expect(parts.flat()).toEqual(input.list)
          expect(parts.slice(0, -1).every(part => part.length === size)).toBe(true)
          expect(await found('States.Base64Decode(States.Base64Encode($.word))', input)).toBe(input.word)
          expect(await found('States.StringToJson(States.JsonToString($.list))', input)).toEqual(input.list)
        },
      ),
      { numRuns: 40 },
    )
  })
})
