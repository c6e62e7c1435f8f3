// Where the code of functions comes from: bundles when deploying, a placeholder where only the templates matter.
import { Code } from 'aws-cdk-lib/aws-lambda'
import type { Bundle } from './bundle.ts'

/** The code of a verb's function, by the verb's name. */
export type FunctionCode = (verb: string) => Code

export function bundledCode(bundles: readonly Bundle[]): FunctionCode {
  const folders = new Map(bundles.map(({ verb, folder }) => [verb, folder]))
  return verb => {
    const folder = folders.get(verb)
    if (!folder) throw new Error(`${verb} was not bundled; bundled are ${[...folders.keys()].join(', ')}`)
    return Code.fromAsset(folder)
  }
}

/** Code that fails when it is run: for tests of templates, never for deployment. */
export const withoutBundling: FunctionCode = verb => Code.fromInline(`throw new Error('${verb} was not bundled')`)
