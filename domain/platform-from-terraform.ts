// From `terraform output -json` to a platform's description, as far as the outputs say it: names and ids, never secrets.
import * as z from 'zod'
import { platformSchema } from './platform.ts'

/** What Terraform prints: by name, with the value and whether it may be shown. */
export const terraformOutputs = z.record(
  z.string(),
  z.looseObject({ value: z.unknown(), sensitive: z.boolean().default(false) }),
)

export type TerraformOutputs = z.infer<typeof terraformOutputs>

interface Fields {
  [key: string]: unknown
}

export interface Drafted {
  /** In the order of the schema; what no output says is absent. */
  readonly platform: Fields
  readonly used: readonly string[]
  /** Outputs that no field is called like. */
  readonly unused: readonly string[]
  /** Outputs left out because Terraform calls them sensitive, whatever their name. */
  readonly sensitive: readonly string[]
}

/** The name of the output that may hold a whole description, or a part of one. */
const WHOLE = 'muster'

/**
 * An output called `muster` holds fields as they are nested; any other stands for one field, whose path it spells with
 * underscores: `database_cluster_id` is `database.clusterId`. Of two that say the same, the single one counts.
 */
export function draftPlatform(outputs: TerraformOutputs): Drafted {
  const platform: Fields = {}
  const used: string[] = []
  const sensitive = Object.keys(outputs).filter(name => outputs[name]?.sensitive)
  const open = Object.entries(outputs).filter(([name]) => !sensitive.includes(name))
  const whole = outputs[WHOLE]
  if (whole && isFields(whole.value) && !whole.sensitive) {
    Object.assign(platform, camelled(whole.value))
    used.push(WHOLE)
  }
  for (const path of fieldPaths()) {
    const name = path.map(snake).join('_')
    const found = open.find(([each]) => each === name)
    if (!found) continue
    put(platform, path, found[1].value)
    if (!used.includes(name)) used.push(name)
  }
  const unused = open.map(([name]) => name).filter(name => !used.includes(name))
  return { platform: ordered(platform), used, unused, sensitive }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const snake = (key: string): string => key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
const camel = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Keys of Terraform's objects have underscores; those of free maps, such as tags, keep theirs. */
function camelled(value: unknown, path: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map(each => camelled(each, path))
  if (!isFields(value)) return value
  const free = FREE_MAPS.has(path.join('.'))
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const name = free ? key : camel(key)
      return [name, camelled(each, [...path, name])]
    }),
  )
}

/** Maps whose keys are somebody's own. */
const FREE_MAPS = new Set(['monitoring.attachTags', 'recovery.infrastructure.variables'])

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

/** Every field of the schema that is no group of fields, by its path. */
function fieldPaths(): readonly (readonly string[])[] {
  const below = (schema: Schema, path: readonly string[]): readonly (readonly string[])[] => {
    const variants = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(each => below(each, path))
    const fields = Object.entries(schema.properties ?? {}).flatMap(([key, each]) => below(each, [...path, key]))
    return variants.length + fields.length > 0 ? [...variants, ...fields] : [path]
  }
  return below(platformJsonSchema() as Schema, [])
}

/** What an editor needs to complete and check a description. What people do not write is not in it. */
export function platformJsonSchema(): object {
  const { properties: { home: _, ...properties } = {}, ...schema } = z.toJSONSchema(platformSchema, { io: 'input' })
  return { title: 'The platform that Muster protects', ...schema, properties }
}

function put(platform: Fields, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path
  if (rest.length === 0) {
    platform[key] = value
    return
  }
  const inner = isFields(platform[key]) ? platform[key] : {}
  platform[key] = inner
  put(inner, rest, value)
}

/** As the schema lists them, so that two drafts can be compared; strange fields come last, to be named as faults. */
function ordered(platform: Fields): Fields {
  const known = Object.keys(platformSchema.shape).filter(key => key in platform)
  const strange = Object.keys(platform).filter(key => !known.includes(key))
  return Object.fromEntries([...known, ...strange].map(key => [key, platform[key]]))
}
