// `npm run docs`: writes docs/runbooks/<scenario>.md for every scenario, with the names of the example platform.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scenarios } from '../../workflows/index.ts'
import { runbookMarkdown } from '../../workflows/language/markdown.ts'
import { readPlatformFile } from '../platform-file.ts'

const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

const folder = here('docs/runbooks')
const platform = readPlatformFile(here('platforms/example.yaml'))
mkdirSync(folder, { recursive: true })
const written = scenarios.map(scenario => {
  const file = `${scenario.name}.md`
  writeFileSync(join(folder, file), runbookMarkdown(scenario, platform))
  return file
})
// A runbook whose scenario is gone would go on telling people what no longer happens.
for (const file of readdirSync(folder)) if (file.endsWith('.md') && !written.includes(file)) rmSync(join(folder, file))
console.log(written.length > 0 ? `docs/runbooks: ${written.join(', ')}` : 'docs/runbooks: no scenarios, no runbooks')
