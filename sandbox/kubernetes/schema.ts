// Decoding by schema: wrong types are refused and unknown fields dropped with a warning, as the API server does.
import { customSchemas } from './custom-resources.ts'
import { type Fields, isFields } from './object.ts'

export interface Attribute {
  readonly baseName: string
  /** A type's name, `Array<T>` or `{ [key: string]: T; }`. */
  readonly type: string
}

type Schemas = ReadonlyMap<string, ReadonlyMap<string, string>>

const roots = [
  'V1Namespace V1Pod V1Secret V1ConfigMap V1Service V1PersistentVolume V1PersistentVolumeClaim V1StorageClass',
  'V1Deployment V1ReplicaSet V1Job V1CronJob V1Scale V2HorizontalPodAutoscaler',
  'V1Node V1VolumeAttachment V1StatefulSet',
  'V1Role V1ClusterRole V1RoleBinding V1ClusterRoleBinding V1DeleteOptions',
]
const scalars = new Set(['string', 'number', 'boolean', 'any', 'object', 'Date', 'IntOrString', 'V1MicroTime'])
const listOf = /^Array<(.*)>$/
const mapOf = /^\{ \[key: string\]: (.*); \}$/
const itemType = (type: string) => listOf.exec(type)?.[1] ?? mapOf.exec(type)?.[1]
/** Maps of quantities: JSON numbers are accepted and become text. */
const quantities = new Set(['limits', 'requests', 'capacity', 'hard'])

/** The generated models of the published client carry every built-in type's fields; each is a file of its own. */
async function load(): Promise<Schemas> {
  const schemas = new Map<string, ReadonlyMap<string, string>>()
  const wanted = roots.flatMap(line => line.split(' '))
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (scalars.has(name) || schemas.has(name)) continue
    const model: Record<string, { getAttributeTypeMap(): Attribute[] }> = await import(
      `@kubernetes/client-node/dist/gen/models/${name}.js`
    )
    const attributes = model[name]?.getAttributeTypeMap() ?? []
    schemas.set(name, new Map(attributes.map(each => [each.baseName, each.type])))
    for (let { type } of attributes) {
      for (let item = itemType(type); item !== undefined; item = itemType(type)) type = item
      wanted.push(type)
    }
  }
  for (const [name, attributes] of Object.entries(customSchemas)) schemas.set(name, new Map(Object.entries(attributes)))
  return schemas
}

const schemas = await load()

export interface Decoded {
  readonly value: Fields
  /** Paths of fields that the type does not have. */
  readonly unknown: readonly string[]
  /** The first value of a wrong type. */
  readonly mistake?: { readonly path: string; readonly found: string; readonly wanted: string }
}

/** `type` is a schema's name. Nulls are dropped, as an absent pointer would be. */
export function decode(type: string, given: Fields): Decoded {
  const unknown: string[] = []
  try {
    return { value: decodeFields(type, given, { path: '', unknown }), unknown }
  } catch (error) {
    if (error instanceof WrongType) return { value: given, unknown, mistake: error }
    throw error
  }
}

interface Place {
  readonly path: string
  readonly unknown: string[]
}

class WrongType extends Error {
  readonly path: string
  readonly found: string
  readonly wanted: string

  constructor(path: string, found: unknown, wanted: string) {
    super(path)
    this.path = path
    this.found = Array.isArray(found) ? 'array' : typeof found
    this.wanted = wanted
  }
}

const below = (place: Place, key: string | number): Place => ({
  path: typeof key === 'number' ? `${place.path}[${key}]` : place.path === '' ? key : `${place.path}.${key}`,
  unknown: place.unknown,
})

function decodeFields(type: string, given: unknown, place: Place): Fields {
  const fields = schemas.get(type)
  if (!fields) throw new Error(`no schema of ${type}`)
  if (!isFields(given)) throw new WrongType(place.path, given, 'object')
  const value: Fields = {}
  for (const [key, item] of Object.entries(given)) {
    const field = fields.get(key)
    if (field === undefined) place.unknown.push(below(place, key).path)
    else if (item !== null && item !== undefined) value[key] = decodeValue(field, item, below(place, key))
  }
  return value
}

function decodeValue(type: string, given: unknown, place: Place): unknown {
  const list = listOf.exec(type)?.[1]
  if (list !== undefined) {
    if (!Array.isArray(given)) throw new WrongType(place.path, given, 'array')
    return given.map((item, index) => decodeValue(list, item, below(place, index)))
  }
  const map = mapOf.exec(type)?.[1]
  if (map !== undefined) return decodeMap(map, given, place)
  if (scalars.has(type)) return decodeScalar(type, given, place)
  return decodeFields(type, given, place)
}

function decodeMap(type: string, given: unknown, place: Place): Fields {
  if (!isFields(given)) throw new WrongType(place.path, given, 'object')
  const numbersAllowed = quantities.has(place.path.split('.').at(-1) ?? '')
  const entries = Object.entries(given).map(([key, item]) => {
    if (numbersAllowed && typeof item === 'number') return [key, String(item)]
    return [key, decodeValue(type, item, below(place, key))]
  })
  return Object.fromEntries(entries)
}

function decodeScalar(type: string, given: unknown, place: Place): unknown {
  const wanted = type === 'Date' || type === 'V1MicroTime' ? 'string' : type
  if (wanted === 'any' || wanted === 'object') return given
  if (wanted === 'IntOrString' && (typeof given === 'string' || Number.isInteger(given))) return given
  if (wanted !== 'IntOrString' && typeof given === wanted) return given
  throw new WrongType(place.path, given, wanted)
}
