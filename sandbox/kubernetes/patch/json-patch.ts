// JSON patch (RFC 6902): a list of operations, all or none.
import { equal, type Fields, isFields } from '../object.ts'
import { badRequest, Refusal } from '../status.ts'

interface Step {
  readonly op: string
  readonly path: string
  readonly from?: string
  readonly value?: unknown
}

export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    throw badRequest('error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch')
  }
  const document = { root: structuredClone(target) }
  for (const step of patch) apply(document, step as Step)
  return document.root
}

/** Keys of a JSON pointer. */
export function pointer(path: string): string[] {
  if (path === '') return []
  if (!path.startsWith('/')) throw badRequest(`invalid JSON pointer: ${path}`)
  const keys = path.slice(1).split('/')
  return keys.map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The API server answers 422, without causes, to a patch that does not fit the object. */
const misfit = (why: string) =>
  new Refusal(422, 'Invalid', {
    message: `the server rejected our request due to an error in our request: ${why}`,
  })

function apply(document: { root: unknown }, step: Step): void {
  const path = ['root', ...pointer(step.path)]
  switch (step.op) {
    case 'add':
      write(document, path, { value: step.value, insert: true })
      return
    case 'replace':
      read(document, path)
      write(document, path, { value: step.value, insert: false })
      return
    case 'remove':
      remove(document, path)
      return
    case 'test':
      if (equal(read(document, path), step.value)) return
      throw misfit(`testing value ${step.path} failed: test failed`)
    case 'copy':
    case 'move': {
      const from = ['root', ...pointer(step.from ?? '')]
      const value = structuredClone(read(document, from))
      if (step.op === 'move') remove(document, from)
      write(document, path, { value, insert: true })
      return
    }
    default:
      throw badRequest(`unexpected kind: ${step.op}`)
  }
}

function container(document: unknown, path: readonly string[]): Fields | unknown[] {
  let place = document
  for (const key of path.slice(0, -1)) place = step(place, key)
  if (isFields(place) || Array.isArray(place)) return place
  throw misfit(`missing container: ${path.slice(1).join('/')}`)
}

const step = (place: unknown, key: string): unknown =>
  Array.isArray(place) ? place[Number(key)] : isFields(place) ? place[key] : undefined

function read(document: unknown, path: readonly string[]): unknown {
  const value = step(container(document, path), path.at(-1)!)
  if (value === undefined) throw misfit(`missing value at ${path.slice(1).join('/')}`)
  return value
}

function write(
  document: unknown,
  path: readonly string[],
  { value, insert }: { value: unknown; insert: boolean },
): void {
  const place = container(document, path)
  const key = path.at(-1)!
  if (!Array.isArray(place)) {
    place[key] = value
    return
  }
  const index = key === '-' ? place.length : Number(key)
  if (!Number.isInteger(index) || index < 0 || index > place.length) throw misfit(`index out of range: ${key}`)
  place.splice(index, insert ? 0 : 1, value)
}

function remove(document: unknown, path: readonly string[]): void {
  read(document, path)
  const place = container(document, path)
  if (Array.isArray(place)) place.splice(Number(path.at(-1)), 1)
  else delete place[path.at(-1)!]
}
