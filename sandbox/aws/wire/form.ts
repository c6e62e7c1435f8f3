// Query-protocol requests: `Filters.Filter.1.Name=…` read into the operation's input by its shape.
import { NotReadable, parseScalar } from './scalars.ts'
import type { Member, Shape, StructShape } from './shape.ts'
import type { WireRequest } from './wire-request.ts'
import { text } from './wire-request.ts'

export interface Branch {
  value?: string
  readonly children: Map<string, Branch>
}

export interface FormStyle {
  /** EC2: lists are always flat and member names have a query name of their own, or begin with a capital. */
  readonly ec2: boolean
}

/** The parameters of the body and of the URL (a presigned request has no body) as a tree, split at the dots. */
export function formOf(request: WireRequest): Branch {
  const root: Branch = { children: new Map() }
  for (const [name, values] of Object.entries(request.query))
    if (!name.startsWith('X-Amz-')) plant(root, name, values[0] ?? '')
  const body = text(request.body)
  if (body === '') return root
  for (const pair of body.split('&')) {
    const equals = pair.indexOf('=')
    if (equals < 0) continue
    plant(root, decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1)))
  }
  return root
}

export function readForm(shape: StructShape, branch: Branch, style: FormStyle): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  for (const member of shape.members) {
    const child = branch.children.get(nameOf(member, style))
    if (child) read[member.name] = readBranch(member.shape, child, style)
  }
  return read
}

function readBranch(shape: Shape, branch: Branch, style: FormStyle): unknown {
  if (shape.kind === 'struct') return readForm(shape, branch, style)
  if (shape.kind === 'list') {
    const items = shape.flat || style.ec2 ? branch : branch.children.get(shape.item.traits.xmlName ?? 'member')
    return numbered(items).map(item => readBranch(shape.item.shape, item, style))
  }
  if (shape.kind === 'map') {
    const entries = numbered(shape.flat ? branch : branch.children.get('entry')).map(({ children }) => {
      const [key, value] = [
        children.get(shape.key.traits.xmlName ?? 'key'),
        children.get(shape.value.traits.xmlName ?? 'value'),
      ]
      if (key?.value === undefined || !value) throw new NotReadable('an entry with key and value')
      return [key.value, readBranch(shape.value.shape, value, style)]
    })
    return Object.fromEntries(entries)
  }
  return parseScalar(shape, branch.value ?? '', 'date-time')
}

/** The children `1`, `2`, … in order; an empty list is sent as the bare name with an empty value. */
function numbered(branch: Branch | undefined): Branch[] {
  const entries = [...(branch?.children ?? [])].filter(([name]) => /^\d+$/.test(name))
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child)
}

function nameOf(member: Member, style: FormStyle): string {
  const name = member.traits.xmlName ?? member.name
  if (!style.ec2) return name
  return member.traits.ec2QueryName ?? name.charAt(0).toUpperCase() + name.slice(1)
}

function plant(root: Branch, name: string, value: string): void {
  let branch = root
  for (const part of name.split('.')) {
    const child = branch.children.get(part) ?? { children: new Map() }
    branch.children.set(part, child)
    branch = child
  }
  branch.value = value
}

function decoded(value: string): string {
  return decodeURIComponent(value.replaceAll('+', ' '))
}
