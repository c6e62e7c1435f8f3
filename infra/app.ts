// `node infra/app.ts [--platform file]`: writes the templates, bundles and manifests that deploy Muster for a platform.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Platform } from '../domain/platform.ts'
import { scenarios } from '../workflows/index.ts'
import { bundleVerbs } from './bundle.ts'
import { controlRegions } from './control-regions.ts'
import { bundledCode } from './function-code.ts'
import { bundlePrograms } from './kubernetes/programs.ts'
import { manifestsOfBoth, writeKubernetesManifests } from './kubernetes-access.ts'
import { deployedVerbs, musterApp } from './muster-app.ts'
import { readPlatform } from './platform-file.ts'

const { values } = parseArgs({ options: { platform: { type: 'string' } } })
const platform = platformIn(values.platform ?? process.env.MUSTER_PLATFORM ?? 'platforms/example.yaml')
// The CDK command line sets it; without the command line the same folder is meant.
const outdir = process.env.CDK_OUTDIR ?? 'cdk.out'

const manifests = manifestsOfBoth(controlRegions(platform, scenarios), await bundlePrograms())
const bundles = await bundleVerbs(deployedVerbs(scenarios))
const app = musterApp({ platform, scenarios, code: bundledCode(bundles), outdir })
app.synth()
for (const [cluster, files] of Object.entries(manifests))
  writeKubernetesManifests(files, join(outdir, 'kubernetes', cluster))

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KB`
const largest = bundles.reduce((a, b) => (a.bytes > b.bytes ? a : b))
const total = bundles.reduce((sum, { bytes }) => sum + bytes, 0)
console.error(
  `${bundles.length} bundles, ${kilobytes(total)}, the largest ${largest.verb} with ${kilobytes(largest.bytes)}`,
)
for (const [cluster, files] of Object.entries(manifests))
  console.error(
    `for the cluster ${cluster}: kubectl apply -f ${join(outdir, 'kubernetes', cluster)} (${Object.keys(files).length} files)`,
  )

/** A wrong description is the operator's to correct: faults without a stack, and a failing exit code. */
function platformIn(file: string): Platform {
  try {
    return readPlatform(file)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
