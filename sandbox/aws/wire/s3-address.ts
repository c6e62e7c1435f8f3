// Where S3 requests name their bucket: in the host (`bucket.s3.region.amazonaws.com`) or first in the path.
import type { Catalogue } from './catalogue.ts'
import type { WireRequest } from './wire-request.ts'

export function isS3(catalogue: Catalogue): boolean {
  return catalogue.serviceNamespace === 'com.amazonaws.s3'
}

/** The bucket as a label, and the path without it. No labels when the request is about no bucket (ListBuckets). */
export function addressOf({ hostname, path }: WireRequest): { labels: Record<string, string>; path: string } {
  const inHost =
    /^(.+)\.s3[.-][a-z0-9-]+\.(?:.+\.)?amazonaws\.com(?:\.cn)?$/.exec(hostname) ??
    /^(.+)\.s3\.amazonaws\.com$/.exec(hostname)
  if (inHost) return { labels: { Bucket: inHost[1]! }, path }
  const inPath = /^\/([^/]+)(\/.*)?$/.exec(path)
  if (!inPath) return { labels: {}, path }
  return { labels: { Bucket: decodeURIComponent(inPath[1]!) }, path: inPath[2] ?? '/' }
}
