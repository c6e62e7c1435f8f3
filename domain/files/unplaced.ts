// What AWS Backup could not place, among what is retained (`aws-backup-lost+found`, aws-behaviour 1.2.7).
import type { Instant } from '../instant.ts'

/** It may hold what is of no other place; only a person may remove it. None where there is none. */
export const unplaced = (fileSystem: string, entries: number | undefined, until: Instant) =>
  entries === undefined || entries === 0
    ? []
    : [
        {
          id: `${fileSystem}/aws-backup-lost+found`,
          why: `${entries} entries that AWS Backup could not place: somebody must look whether they are missed`,
          until,
        },
      ]
