// Listings of pods on their way into the evidence bucket: signed with the role of their service account, like any call.
import { HttpRequest } from '@smithy/protocol-http'
import { sign } from '../../../jobs/copy-back/evidence-bucket.ts'
import type { Evidence } from '../../../jobs/copy-back/listing.ts'
import type { VirtualClock } from '../../clock.ts'
import type { Cloud } from '../../cloud.ts'
import type { Program } from '../../kubernetes/controllers/loop.ts'

export type EvidenceOf = (program: Program) => Evidence

interface Sending {
  readonly cloud: Cloud
  readonly clock: VirtualClock
  /** Role of a service account; undefined for one that has none. */
  readonly roleOf: (namespace: string, serviceAccount: string) => string | undefined
}

const attempts = 5

/** Tries as the program's own edge does: five times where AWS stumbles, once where it refuses. */
export function evidenceOf({ cloud, clock, roleOf }: Sending): EvidenceOf {
  return program => {
    const { AWS_REGION: region = '', EVIDENCE_BUCKET: name = '', EVIDENCE_PREFIX: prefix = '' } = program.environment
    const role = roleOf(program.namespace, program.serviceAccount)
    const put = async (key: string, body: Uint8Array) => {
      if (role === undefined) throw new Error('the service account of this pod has no AWS role')
      const host = `${name}.s3.${region}.amazonaws.com`
      const path = `/${`${prefix}/${key}`.split('/').map(encodeURIComponent).join('/')}`
      const headers = sign({ region, now: () => clock.now() }, cloud.iam.accessKey(role), { host, path, body })
      const request = new HttpRequest({
        ...{ method: 'PUT', protocol: 'https:', hostname: host, path, body, headers: { ...headers, host } },
      })
      return (await cloud.transport.handle(request)).response.statusCode
    }
    return {
      put: async (key, body) => {
        for (let attempt = 1; ; attempt++) {
          const status = await put(key, body)
          if (status < 300) return
          if (attempt === attempts || (status < 500 && status !== 429))
            throw new Error(`the evidence bucket refused ${key}: ${status}`)
          await clock.sleep(1000 * 2 ** attempt)
        }
      },
    }
  }
}
