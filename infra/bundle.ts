// Makes one deployable file of a verb's handler. CDK deploys it, and a rehearsal may run it instead of the sources.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Where bundles lie; rehearsals of bundles and CDK share it. */
const BUNDLES = join(ROOT, 'build', 'bundles')

/** Dependencies written for CommonJS call `require` for Node's own modules, which an ES module does not have. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);"

/** What a function needs of the SDK's chain of credential providers. */
const FUNCTION_CREDENTIALS = join(ROOT, 'lambdas', 'gateways', 'function-credentials.ts')

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
  const [bundle] = await bundleVerbs([name], outDir)
  if (!bundle) throw new Error(`bundling ${name} gave no module`)
  return bundle
}

/** The same bytes as one by one, in half the time: what verbs share is read once. About 0.2 s each. */
export async function bundleVerbs(names: readonly string[], outDir: string = BUNDLES): Promise<readonly Bundle[]> {
  const built = await build({
    absWorkingDir: ROOT,
    entryPoints: names.map(name => ({ in: join('lambdas', name, 'handler.ts'), out: join(name, 'index') })),
    // Only a place from which the source map counts its relative paths.
    outdir: BUNDLES,
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Prefer the ES modules of dependencies: less is bundled.
    mainFields: ['module', 'main'],
    minify: true,
    alias: { '@aws-sdk/credential-provider-node': FUNCTION_CREDENTIALS },
    // Step Functions matches Retry and Catch on names of errors, and minifying would change those of classes.
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    banner: { js: REQUIRE },
    logLevel: 'silent',
  })
  const bytes = new Map<string, number>()
  for (const { path, contents } of built.outputFiles) {
    const within = relative(BUNDLES, path)
    mkdirSync(join(outDir, dirname(within)), { recursive: true })
    writeFileSync(join(outDir, within), contents)
    bytes.set(within, contents.length)
  }
  return names.map(name => bundleOf(name, { outDir, bytes }))
}

interface Written {
  readonly outDir: string
  readonly bytes: ReadonlyMap<string, number>
}

function bundleOf(verb: string, { outDir, bytes }: Written): Bundle {
  const code = bytes.get(join(verb, 'index.mjs'))
  if (code === undefined) throw new Error(`bundling ${verb} gave no module`)
  const folder = join(outDir, verb)
  return { verb, folder, file: join(folder, 'index.mjs'), bytes: code }
}

/** A program that runs inside the cluster, as the text of one ES module: `jobs/<name>/main.ts` with all it imports. */
export async function bundleProgram(name: string): Promise<string> {
  const built = await build({
    absWorkingDir: ROOT,
    entryPoints: [join('jobs', name, 'main.ts')],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'silent',
  })
  const [file] = built.outputFiles
  if (!file) throw new Error(`bundling the program ${name} gave no module`)
  return file.text
}
