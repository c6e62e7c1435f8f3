// `npm run docs`: writes runbooks and inputs with the names of the example platform, events, and the platform's JSON Schema.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { platformJsonSchema } from '../../domain/platform-from-terraform.ts'
import { platformFor } from '../../workflows/deployment.ts'
import { scenarios } from '../../workflows/index.ts'
import { runbookMarkdown } from '../../workflows/language/markdown.ts'
import { readPlatformFile } from '../platform-file.ts'
import { eventsMarkdown } from './docs/events.ts'
import { inputsMarkdown } from './docs/inputs.ts'

const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

const folder = here('docs/runbooks')
const platform = readPlatformFile(here('platforms/example.yaml'))
mkdirSync(folder, { recursive: true })
const written = scenarios.map(scenario => {
  const file = `${scenario.name}.md`
  writeFileSync(join(folder, file), runbookMarkdown(scenario, platformFor(scenario, platform)))
  return file
})
// A runbook whose scenario is gone would go on telling people what no longer happens.
for (const file of readdirSync(folder)) if (file.endsWith('.md') && !written.includes(file)) rmSync(join(folder, file))
console.log(written.length > 0 ? `docs/runbooks: ${written.join(', ')}` : 'docs/runbooks: no scenarios, no runbooks')
writeFileSync(here('docs/events.md'), eventsMarkdown())
writeFileSync(here('docs/platform.schema.json'), `${JSON.stringify(platformJsonSchema(), null, 2)}\n`)
writeFileSync(here('docs/inputs.md'), inputsMarkdown(scenarios, platform))
console.log('docs: events.md, inputs.md, platform.schema.json')
