// Makes one deployable file of a verb's handler. CDK deploys it, and a rehearsal may run it instead of the sources.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Where bundles lie; rehearsals of bundles and CDK share it. */
export const BUNDLES = join(ROOT, 'build', 'bundles')

/** Dependencies written for CommonJS call `require` for Node's own modules, which an ES module does not have. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);"

export interface Bundle {
  readonly verb: string
  /** Folder that is uploaded: `index.mjs` (exports `handler` and `run`) and its source map. */
  readonly folder: string
  readonly file: string
  /** Of the code alone; the source map is about as large again. */
  readonly bytes: number
}

/**
 * Bundles `lambdas/<name>/handler.ts` into `<outDir>/<name>/index.mjs`. Needs no network, and the bytes depend on the
 * sources and the locked dependencies only, not on where they are written: the asset's hash changes when the code does.
 * @throws when there is no such verb or its imports cannot be resolved
 */
export async function bundleVerb(name: string, outDir: string = BUNDLES): Promise<Bundle> {
  const folder = join(outDir, name)
  const built = await build({
    absWorkingDir: ROOT,
    entryPoints: [join('lambdas', name, 'handler.ts')],
    // Only a place from which the source map counts its relative paths.
    outfile: join(BUNDLES, name, 'index.mjs'),
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Prefer the ES modules of dependencies: less is bundled.
    mainFields: ['module', 'main'],
    minify: true,
    // Step Functions matches Retry and Catch on names of errors, and minifying would change those of classes.
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    banner: { js: REQUIRE },
    logLevel: 'silent',
  })
  mkdirSync(folder, { recursive: true })
  for (const { path, contents } of built.outputFiles) {
    writeFileSync(join(folder, relative(join(BUNDLES, name), path)), contents)
  }
  const code = built.outputFiles.find(({ path }) => path.endsWith('.mjs'))
  if (!code) throw new Error(`bundling ${name} gave no module`)
  return { verb: name, folder, file: join(folder, 'index.mjs'), bytes: code.contents.length }
}

/** One after the other: esbuild itself uses every core. About 0.3 s each. */
export async function bundleVerbs(names: readonly string[], outDir: string = BUNDLES): Promise<readonly Bundle[]> {
  const bundles: Bundle[] = []
  for (const name of names) bundles.push(await bundleVerb(name, outDir))
  return bundles
}
