// `muster init --from-terraform <output.json>`: drafts a platform's description, and names every fault of it at its line.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { parsePlatform, platformFaultText } from '../../../domain/platform-file.ts'
import { type Drafted, draftPlatform, terraformOutputs } from '../../../domain/platform-from-terraform.ts'
import { FAILED } from '../exit-codes.ts'
import { print, type Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'

export interface InitOptions {
  readonly fromTerraform: string
  readonly out: string
  readonly force: boolean
}

/** @throws UsageError; nothing is written then */
export async function init(options: InitOptions, { terminal }: { readonly terminal: Terminal }): Promise<number> {
  const { out, force } = options
  if (existsSync(out) && !force)
    throw new UsageError({
      what: '--out',
      given: out,
      allowed: 'a file that is not there yet',
      todo: '--force replaces it.',
    })
  const drafted = draftPlatform(outputsIn(options.fromTerraform))
  const text = `${headOf(out)}${stringify(drafted.platform)}`
  writeFileSync(out, text)
  const read = parsePlatform(text)
  const faults = 'faults' in read ? read.faults : []
  print(terminal.stdout, [
    `${out}: ${drafted.used.length} ${drafted.used.length === 1 ? 'output' : 'outputs'} used`,
    ...notes(drafted),
    ...(faults.length === 0
      ? [`It describes a platform. Next: muster rehearse database-corruption --platform ${out}`]
      : [
          `It does not describe a platform yet: ${faults.length} to correct`,
          ...faults.map(each => `  ${platformFaultText(each)}`),
        ]),
  ])
  return faults.length === 0 ? 0 : FAILED
}

const SCHEMA = fileURLToPath(new URL('../../../docs/platform.schema.json', import.meta.url))

/** Editors look for the schema from where the description lies. */
const headOf = (
  out: string,
) => `# The platform that Muster protects. Written by \`muster init\`; names and ids only, never secret values.
# yaml-language-server: $schema=${relative(dirname(out), SCHEMA)}
`

const notes = ({ unused, sensitive }: Drafted): readonly string[] => [
  ...(sensitive.length > 0 ? [`  left out, because Terraform calls them sensitive: ${sensitive.join(', ')}`] : []),
  ...(unused.length > 0 ? [`  outputs that no field is called like: ${unused.join(', ')}`] : []),
]

function outputsIn(file: string) {
  const wrong = (given: string) =>
    new UsageError({
      what: '--from-terraform',
      given,
      allowed: 'a file with what `terraform output -json` prints',
    })
  if (!existsSync(file)) throw wrong(`${file}, which is not there`)
  try {
    return terraformOutputs.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (Error.isError(error)) throw wrong(`${file}: ${error.message.split('\n')[0]}`)
    throw error
  }
}
