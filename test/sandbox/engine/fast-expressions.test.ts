// Law: a compiled expression gives exactly what jsonata gives, or says that it is beyond it.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import jsonata from 'jsonata'
import { admit, type Json } from '../../../sandbox/engine/json.ts'
import { expressionOf } from '../../../sandbox/engine/jsonata/expression.ts'
import { BEYOND } from '../../../sandbox/engine/jsonata/fast/frame.ts'

const names = ['a', 'b', 'id', 'a-b', 'length', 'constructor'] as const

const json = fc.letrec<{ value: Json }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(
      null,
      true,
      false,
      0,
      1,
      -1,
      1.5,
      0.1 + 0.2,
      '',
      'a',
      '2026-01-02T03:04:05Z',
      '2026-01-02T03:04:05.678Z',
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 3 }),
  ),
})).value

const name = fc.constantFrom(...names).map(each => (each.includes('-') ? `\`${each}\`` : each))
const path = fc
  .tuple(
    fc.constantFrom('$x', '$y', '$missing', '$states.input', '$states.result', '$count'),
    fc.array(name, { maxLength: 3 }),
  )
  .map(([start, rest]) => [start, ...rest].join('.'))

const expression = fc.letrec<{ any: string }>(tie => {
  const two = fc.tuple(tie('any'), tie('any'))
  const one = tie('any')
  return {
    any: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom('1', '0', '-3', '2.5', '"text"', '""', 'true', 'false', 'null', '"2026-01-02T03:04:05Z"'),
      path,
      two.chain(([a, b]) =>
        fc
          .constantFrom('=', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '&', 'and', 'or')
          .map(o => `(${a}) ${o} (${b})`),
      ),
      one.map(a => `-(${a})`),
      fc.tuple(one, one, one).map(([a, b, c]) => `(${a}) ? (${b}) : (${c})`),
      two.map(([a, b]) => `(${a}) ? (${b})`),
      fc.array(one, { maxLength: 3 }).map(items => `[${items.join(', ')}]`),
      fc
        .array(one, { maxLength: 3 })
        .map(items => `{${items.map((item, index) => `"${names[index]}": ${item}`).join(', ')}}`),
      one.chain(a =>
        fc.constantFrom('exists', 'boolean', 'not', 'count', 'string', 'merge', 'toMillis').map(f => `$${f}(${a})`),
      ),
      two.map(([a, b]) => `$append(${a}, ${b})`),
    ),
  }
}).any

async function byJsonata(text: string, bindings: Record<string, unknown>): Promise<{ value?: Json; failed?: string }> {
  try {
    const value = await jsonata(text).evaluate(undefined, bindings)
    return value === undefined ? {} : { value: admit(value) }
  } catch (error) {
    return { failed: String((error as { code?: string }).code ?? error) }
  }
}

describe('a compiled expression', () => {
  test('gives what jsonata gives, whatever the expression and the data', async () => {
    let compiled = 0
    let answered = 0
    const law = fc.asyncProperty(expression, json, json, json, async (text, x, y, input) => {
      const states = { input, result: y }
      const { fast } = expressionOf(text)
      if (fast === undefined) return
      compiled += 1
      const value = fast({ states, variables: { x, y } })
      if (value === BEYOND) return
      answered += 1
      const found = value === undefined ? {} : { value: JSON.parse(JSON.stringify(value)) as Json }
      const wanted = await byJsonata(text, { x, y, states })
      expect({ text, ...found }).toEqual({ text, ...JSON.parse(JSON.stringify(wanted)) })
    })
    await fc.assert(law, { numRuns: 4000, seed: 20260101 })
    // The law would hold of a compiler that compiles nothing.
    expect(compiled).toBeGreaterThan(3000)
    expect(answered).toBeGreaterThan(1000)
  })

  test.each([
    '$states.input.cluster.id',
    '$states.input.attempt + 1',
    '$ready = true and $states.result.Payload.status = "available"',
    '{"id": $states.input.id, "tags": [$x, "b"]}',
    '$exists($x) ? $x : "none"',
    '"run " & $x & "-" & 3',
    '$merge([$states.input, {"done": true}])',
  ])('exists for %s, which runbooks are full of', text => {
    expect(expressionOf(text).fast).toBeDefined()
  })

  test.each([
    '$x[0]',
    '$x.a[b = 1]',
    '$map($x, function($v) { $v })',
    '$sum($x)',
    '[1..3]',
    '$x ~> $sum',
    '($v := 1; $v)',
  ])('does not exist for %s, which is left to jsonata', text => {
    expect(expressionOf(text).fast).toBeUndefined()
  })

  test('leaves a name that no variable has to jsonata, for it may be one of its functions', () => {
    expect(expressionOf('$sum').fast?.({ states: { input: {} }, variables: {} })).toBe(BEYOND)
  })

  test('asks jsonata when a variable hides the function it calls', () => {
    expect(expressionOf('$exists($x)').fast?.({ states: { input: {} }, variables: { x: 1, exists: 2 } })).toBe(BEYOND)
  })
})

describe('admitting a value', () => {
  test('counts the bytes of its JSON text and shares what it can', async () => {
    const { bytes } = await import('../../../sandbox/engine/json.ts')
    const law = fc.property(fc.jsonValue(), value => {
      const admitted = admit(value)
      expect(bytes(admitted)).toBe(Buffer.byteLength(JSON.stringify(value)))
      expect(admitted).toBe(value)
    })
    fc.assert(law, { numRuns: 500, seed: 20260101 })
    expect(bytes('ü\ud800"\n\u0001€😀')).toBe(Buffer.byteLength(JSON.stringify('ü\ud800"\n\u0001€😀')))
  })

  test('drops the marks that the language leaves on arrays', async () => {
    const sequence = await jsonata('$x.a').evaluate(undefined, { x: [{ a: 1 }, { a: 2 }] })
    expect(Object.keys(sequence as object)).toContain('sequence')
    expect(Object.keys(admit(sequence) as object)).toEqual(['0', '1'])
  })

  test('refuses what JSON cannot say', () => {
    expect(() => admit({ a: () => 1 })).toThrow('is not JSON')
    expect(() => admit(Number.NaN)).toThrow('is not JSON')
  })
})
