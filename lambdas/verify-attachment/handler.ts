// The name of the file stays here: it is neither in the result nor in the log.

import { Unhealthy } from '../../domain/errors.ts'
import { attachmentIn, attachmentPath, type ListedFile, rowsOf } from '../../domain/files/attachment.ts'
import { asLambda } from '../as-lambda.ts'
import { evidenceStore } from '../gateways/evidence-store.ts'
import { web } from '../gateways/web.ts'
import { implement } from '../implement.ts'
import { verifyAttachment } from './contract.ts'

/** Parts of 4 MB that are searched for an attachment. */
const PARTS = 3
/** Requests before it counts as unhealthy: the first may meet a cold pod. */
const ATTEMPTS = 2

export const run = implement(
  verifyAttachment,
  { evidence: evidenceStore, web },
  async ({ url, content, listings, listing, parts }, { evidence, web }) => {
    const count = Math.min(PARTS, parts[listing.split('/')[1] ?? ''] ?? 0)
    let chosen: ListedFile | undefined
    for (let part = 1; part <= count && !chosen; part++) {
      const key = `${listings}/${listing}-${String(part).padStart(5, '0')}.jsonl`
      chosen = attachmentIn(rowsOf(await evidence.read(key)), content)
    }
    if (!chosen) return { asked: false, status: null, bytes: null }
    const address = new URL(attachmentPath(chosen.path, content), url).href
    let fault = ''
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const served = await web.file(address)
      if ('noAnswer' in served) fault = `it does not answer (${served.noAnswer})`
      else if (served.status !== 200) fault = `it answers ${served.status} instead of 200`
      else if (served.bytes !== chosen.size) fault = `it gives ${served.bytes} bytes instead of ${chosen.size}`
      else if (chosen.sha256 !== undefined && served.sha256 !== chosen.sha256) fault = 'it gives another content'
      else return { asked: true, status: served.status, bytes: served.bytes }
    }
    throw new Unhealthy(`a restored attachment, asked for ${ATTEMPTS} times as a visitor does: ${fault}`)
  },
)

export const handler = asLambda(run)
