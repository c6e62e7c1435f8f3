// REST JSON (EFS, Backup, EKS, Lambda, Scheduler, RDS Data): paths and headers outside, JSON inside.
import { HttpResponse } from '@smithy/protocol-http'
import { errorMembers, parsed } from './json.ts'
import { readJson, readStruct, writeJson, writeStruct } from './json-values.ts'
import type { Protocol } from './protocol.ts'
import { type BodyForm, readRest, withRequestId, writeRest } from './rest.ts'
import { findRoute } from './routes.ts'
import { bytes } from './wire-request.ts'

const renamed = { jsonName: true }

const form: BodyForm = {
  contentType: 'application/json',
  bodyWithoutMembers: true,
  read(members, body) {
    if ('payload' in members) return readJson(members.payload.shape, parsed(body), renamed)
    const read = readStruct(members.shape, parsed(body), renamed)
    return Object.fromEntries(members.members.flatMap(({ name }) => (name in read ? [[name, read[name]]] : [])))
  },
  write(members, value) {
    if ('payload' in members) return JSON.stringify(writeJson(members.payload.shape, value, renamed))
    const inside = members.members.flatMap(({ name }) => (name in value ? [[name, value[name]]] : []))
    return JSON.stringify(writeStruct(members.shape, Object.fromEntries(inside), renamed))
  },
}

export const restJson: Protocol = {
  find: (request, catalogue) => findRoute(request, catalogue, {}),
  read: (request, found) => readRest(request, found, form),
  write: (operation, output, answering) => withRequestId(writeRest(operation, output, form), answering),
  writeError(error, answering) {
    const headers = { 'content-type': 'application/json', 'x-amzn-errortype': error.code }
    const body = bytes(JSON.stringify(errorMembers(error, renamed)))
    return withRequestId(new HttpResponse({ statusCode: error.status, headers, body }), answering)
  },
}
