// The four kinds of patch, told apart by content type alone (aws-behaviour 3.1).
import { parse as parseYaml } from 'yaml'
import type { Fields, KubernetesObject } from '../object.ts'
import { isFields } from '../object.ts'
import { jsonPatch } from '../patch/json-patch.ts'
import { mergePatch } from '../patch/merge.ts'
import { Ownership, removeLeaf, shownPath } from '../patch/ownership.ts'
import { strategicMerge } from '../patch/strategic.ts'
import type { Ask } from '../route.ts'
import { badRequest, Refusal, unsupportedMediaType } from '../status.ts'
import { scaleOf } from './scale.ts'
import { accept, existing, parsed, type Reply, type Server } from './server.ts'
import { insert, replace, rescale } from './write.ts'

const apply = 'application/apply-patch+yaml'
const strategic = 'application/strategic-merge-patch+json'
const patches: Readonly<Record<string, (target: unknown, patch: unknown) => unknown>> = {
  'application/json-patch+json': jsonPatch,
  'application/merge-patch+json': (target, patch) => mergePatch(target, object(patch)),
  [strategic]: (target, patch) => strategicMerge(target, object(patch)),
}

function object(patch: unknown): Fields {
  if (isFields(patch)) return patch
  throw badRequest('error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}')
}

export function patch(server: Server, ask: Ask): Reply {
  if (ask.contentType === apply) return applyPatch(server, ask)
  const change = patches[ask.contentType]
  // A custom resource has no merge keys that the server knows of.
  if (!change || (ask.kind.custom && ask.contentType === strategic)) {
    const known = [...Object.keys(patches), apply]
    throw unsupportedMediaType(ask.kind.custom ? known.filter(each => each !== strategic) : known)
  }
  const current = existing(server, ask)
  if (ask.subresource === 'scale') {
    const given = change(scaleOf(current), parsed(ask.body))
    return { status: 200, body: scaleOf(rescale(server, ask, { current, given })) }
  }
  const { object: next, dropped } = accept(ask, change(current, parsed(ask.body)))
  // A patch is made against what is there: only a resourceVersion that the patch itself names can conflict.
  const after = replace(server, ask, { current, next })
  ownershipOf(server, after).wrote(ask.query.get('fieldManager') ?? 'unknown', { before: current, after })
  return { status: 200, body: after, dropped }
}

function ownershipOf(server: Server, { metadata }: KubernetesObject): Ownership {
  const found = server.ownership.get(metadata.uid) ?? new Ownership()
  server.ownership.set(metadata.uid, found)
  return found
}

/** Server-side apply: the caller says all that it wants; what others hold is refused unless forced. */
function applyPatch(server: Server, ask: Ask): Reply {
  const manager = ask.query.get('fieldManager')
  if (!manager)
    throw badRequest(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    )
  if (ask.subresource !== undefined) throw unsupportedMediaType(Object.keys(patches))
  const { object: wanted, dropped } = accept(ask, parseYaml(ask.body))
  const current = server.store.get(ask.kind, ask.namespace, ask.name ?? '')
  if (!current) {
    server.authorise({ ...ask, verb: 'create', name: undefined })
    const created = insert(server, ask, structuredClone(wanted))
    ownershipOf(server, created).applied(manager, wanted, [])
    return { status: 201, body: created, dropped }
  }
  const ownership = ownershipOf(server, current)
  const conflicts = ownership.conflicts(manager, { wanted, live: current })
  if (conflicts.size > 0 && ask.query.get('force') !== 'true') throw applyConflict(conflicts)
  const merge = ask.kind.custom ? mergePatch : strategicMerge
  const next = structuredClone(merge(current, wanted)) as typeof wanted
  for (const path of ownership.applied(manager, wanted, conflicts.keys())) removeLeaf(next, path)
  if (wanted.metadata.resourceVersion === undefined) delete next.metadata.resourceVersion
  return { status: 200, body: replace(server, ask, { current, next }), dropped }
}

function applyConflict(conflicts: ReadonlyMap<string, string>): Refusal {
  const causes = [...conflicts].map(([path, manager]) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${manager}"`,
    field: shownPath(path),
  }))
  const told = causes.map(each => `${each.message}: ${each.field}`).join('\n')
  const message = `Apply failed with ${causes.length} conflict${causes.length === 1 ? '' : 's'}: ${told}`
  return new Refusal(409, 'Conflict', { message, details: { causes } })
}
