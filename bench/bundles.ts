// Size of each handler's bundle, and how long a fresh process takes to load it: what a cold start pays for.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { type Bundle, bundleVerbs } from '../infra/bundle.ts'
import type { Section, Settings } from './section.ts'
import { median, rounded } from './statistics.ts'

const execute = promisify(execFile)
const LAMBDAS = fileURLToPath(new URL('../lambdas', import.meta.url))

interface Loaded extends Bundle {
  readonly milliseconds: number
}

export async function timeBundles({ verbs, rounds }: Settings): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'))
  try {
    const bundles = await bundleVerbs(verbs.length > 0 ? verbs : everyVerb(), folder)
    const loaded: Loaded[] = []
    for (const each of bundles) loaded.push({ ...each, milliseconds: await loadTime(each, Math.min(rounds, 3)) })
    return sectionOf(loaded.toSorted((a, b) => b.bytes - a.bytes))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function everyVerb(): readonly string[] {
  const folders = readdirSync(LAMBDAS, { withFileTypes: true }).filter(each => each.isDirectory())
  const hasHandler = (name: string) => readdirSync(join(LAMBDAS, name)).includes('handler.ts')
  return folders.map(({ name }) => name).filter(hasHandler)
}

/** Milliseconds that the import takes, without Node's own start; median of so many processes. */
async function loadTime({ file }: Bundle, processes: number): Promise<number> {
  const script = `const began = performance.now()
    await import(${JSON.stringify(pathToFileURL(file).href)})
    process.stdout.write(String(performance.now() - began))`
  const times: number[] = []
  for (let round = 0; round < processes; round++) {
    const { stdout } = await execute(process.execPath, ['--input-type=module', '-e', script])
    times.push(Number(stdout))
  }
  return median(times)
}

function sectionOf(loaded: readonly Loaded[]): Section {
  const sizes = loaded.map(({ bytes }) => bytes)
  const times = loaded.map(({ milliseconds }) => milliseconds)
  const kilobytes = (bytes: number) => rounded(bytes / 1000)
  return {
    title: 'Handlers',
    method: [
      'Each verb bundled by esbuild as it is deployed: kilobytes of code, and milliseconds that a fresh Node process takes',
      'to import it, median of three processes, on this machine.',
    ].join('\n'),
    head: ['Verb', 'kB', 'load, ms'],
    rows: [
      [`median of ${loaded.length}`, kilobytes(median(sizes)), rounded(median(times))],
      ['largest', kilobytes(Math.max(...sizes)), rounded(Math.max(...times))],
      ...loaded.map(({ verb, bytes, milliseconds }) => [verb, kilobytes(bytes), rounded(milliseconds)]),
    ],
  }
}
