// `muster rehearse all`: every scenario with its usual request, one after the other.
import { join } from 'node:path'
import { parseApprove } from '../options/approve.ts'
import { chooseMode } from '../options/choose.ts'
import { defaultFolder } from '../report-folder.ts'
import { UsageError } from '../usage-error.ts'
import { commandLine } from './command-line.ts'
import { compare } from './compare.ts'
import type { RehearseOptions } from './rehearse.ts'
import type { Surroundings } from './surroundings.ts'

export const ALL_SCENARIOS = 'all'

/** @throws UsageError for options that only one scenario can understand */
export async function rehearseAll(options: RehearseOptions, from: Surroundings): Promise<number> {
  const { seed, bundles } = options
  refuseParticulars(options)
  const mode = chooseMode(options.mode)
  const approving = parseApprove(options.approve)
  const platform = await from.readPlatform(options.platform)
  const common = { mode, seed, platform, approving, input: {}, faults: [], ...(bundles !== undefined && { bundles }) }
  const each = (await from.scenarios()).map(({ name }) => {
    const request = { ...common, scenario: name }
    const folder = options.report === undefined ? defaultFolder(request) : join(options.report, name)
    return { name, request, folder, command: commandLine(name, options) }
  })
  const title = `Every scenario (${mode}), on virtual time, seed "${seed}". AWS is not touched.`
  return compare({ heading: 'scenario', title, json: options.json, each }, from)
}

/** A field, a source or a fault belongs to one runbook. */
function refuseParticulars({ input, from, fault, chat, seed }: RehearseOptions): void {
  const given = [
    ...input.map(each => `--input ${each}`),
    ...(from === undefined ? [] : [`--from ${from}`]),
    ...fault.map(each => `--fault ${each}`),
    ...(chat ? ['--chat'] : []),
  ]
  if (given.length > 0)
    throw new UsageError({
      what: '<scenario>',
      given: `"${ALL_SCENARIOS}" with ${given.join(', ')}`,
      allowed: 'the name of one scenario with these options, or "all" without them',
    })
  if (seed.trim() === '') throw new UsageError({ what: '--seed', given: 'an empty text', allowed: 'any other text' })
}
