// What a machine takes is documented, and every documented example starts one that holds its platform's lock soon after.
import { readFileSync } from 'node:fs'
import { describe, expect, jest, test } from '@jest/globals'
import { inputsMarkdown } from '../../control/cli/docs/inputs.ts'
import { keys } from '../../domain/control-records.ts'
import { type Mode, modes } from '../../domain/run.ts'
import { startRun } from '../../sandbox/stage.ts'
import { scenarios } from '../../workflows/index.ts'
import { contentOf, platform, staged, untilStep } from '../rehearsing.ts'

jest.setTimeout(120_000)
const text = readFileSync('docs/inputs.md', 'utf8')

test('docs/inputs.md is current: else run `npm run docs`', () => {
  expect(text).toBe(inputsMarkdown(scenarios, platform))
})

/** The JSON of a section, and the command below it. */
function exampleOf(title: string, mode: Mode) {
  const [section = ''] = text.split(`\n## ${title}: ${mode}\n`)[1]?.split('\n## ') ?? []
  const json = /```json\n([\s\S]*?)\n```/.exec(section)?.[1] ?? ''
  return { input: JSON.parse(json) as object, command: /```sh\n([\s\S]*?)\n```/.exec(section)?.[1] ?? '' }
}

describe.each(scenarios.map(({ name, title }) => ({ name, title })))('the example of $name', ({ name, title }) => {
  test.each(modes)('%s is taken by its machine, and the command gives the same', async mode => {
    const { input, command } = exampleOf(title, mode)
    const stage = await staged({ scenario: name, mode })
    const { world } = stage
    // As somebody in the console would: nobody is on record, and only what the example says is asked.
    const run = startRun({ ...stage, request: { ...stage.request, input: {} } }, { requestedBy: null, ...input }, mode)
    await untilStep(run, 'lock')

    const { controlBucket } = world.platform.muster
    const request = JSON.parse(contentOf(world, controlBucket).get(keys.result(run.id, 'request')) ?? '{}')
    expect(request.result).toMatchObject({ ...input, requestedBy: null })
    expect(command).toContain(`--input '${JSON.stringify(input)}'`)
    expect(command).toContain(`:${run.execution.stateMachineArn.split(':').at(-1)} \\`)
  })
})
