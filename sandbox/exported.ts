// Rows that the run exported into the evidence bucket, as one text to search in.
import { exportsOf } from '../domain/row-export.ts'
import type { Run } from './stage.ts'

export function exportedRows({ world, id }: Run): string {
  const { s3 } = world.region
  const bucket = world.platform.muster.evidenceBucket
  return s3
    .keys(bucket)
    .filter(key => key.startsWith(exportsOf(id)))
    .sort()
    .map(key => Buffer.from(s3.content(bucket, key) ?? []).toString())
    .join('\n')
}
