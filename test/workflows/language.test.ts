// Types of the language: wrong references do not compile.
import * as z from 'zod'
import { check, contract } from '../../lambdas/contract.ts'
import { equal, instead, Passage, scenario, until } from '../../workflows/language/scenario.ts'
const start = contract({ name: 'start', effect: 'changes', takes: z.strictObject({ run: z.string(), n: z.number(), tags: z.array(z.string()) }), gives: z.strictObject({ id: z.string(), maybe: z.string().nullable(), list: z.array(z.string()) }), throws: [], needs: () => [], again: '' })
const gone = check({ name: 'gone', takes: z.strictObject({ id: z.string() }), gives: z.strictObject({ at: z.string() }), throws: [], needs: () => [] })
const request = z.strictObject({ from: z.enum(['a', 'b']), onFailingHealth: z.enum(['hold', 'rollback']), n: z.number() })
export const s = scenario('x', { title: 't', summary: '', objectives: { rto: 1, rpo: {} }, requests: { recover: request, drill: request } }, p => p
  .phase('A')
  .step('one', 'One', start, $ => ({ run: $.run.id, n: $.request.n, tags: [$.run.id, 'x'] }))
    .undo('Undo one', start, $ => ({ run: $.run.id, n: 3, tags: [] }), { until: until(gone, $ => ({ id: $.run.id }), 5), onceProved: instead('Keep', gone, $ => ({ id: $.run.id })) })
  .waitUntil('two', 'Two', gone, $ => ({ id: $.one.id }), { expected: 1, within: 2 })
  .choose('If', $ => equal($.request.from, 'a'), p => p.step('in', 'In', gone as never as typeof start, $ => ({ run: $.two.at, n: 1, tags: $.one.list })))
  .parallel('par', 'Par', { left: p => p.step('l', 'L', start, $ => ({ run: $.two.at, n: 1, tags: [] })), right: p => p.waitUntil('r', 'R', gone, $ => ({ id: $.one.id }), { expected: 1, within: 2 }) })
  .step('after', 'After', start, $ => ({ run: $.par.left.l.id, n: 2, tags: [$.par.right.r.at] }))
  .only('drill', p => p.step('d', 'D', start, $ => ({ run: $.after.id, n: 2, tags: [] })))
  .step('wrong1', 'w', start, 
    // @ts-expect-error nullable for required
    $ => ({ run: $.d.maybe, n: 2, tags: [] }))
  .step('wrong2', 'w', start, 
    // @ts-expect-error unknown
    $ => ({ run: $.nope.id, n: 2, tags: [] }))
  .step('wrong3', 'w', start, 
    // @ts-expect-error type
    $ => ({ run: $.one.list, n: 2, tags: [] }))
  // @ts-expect-error twice
  .step('one', 'w', start, $ => ({ run: $.one.id, n: 2, tags: [] }))
  .serving($ => $.request.onFailingHealth))
export { Passage }
