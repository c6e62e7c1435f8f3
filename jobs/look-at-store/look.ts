// The program that looks into a restored volume: is the store's data whole, and what does it hold?
import type { InspectionResult, InspectionSettings } from '../../domain/monitoring/inspection.ts'
import { codeOf } from '../copy-back/files.ts'
import { lookAtBlocks } from './blocks.ts'
import { lookAtDatabase, type OpenDatabase } from './grafana-database.ts'
import { Broken, type Reading } from './reading.ts'

export interface Tools {
  readonly files: Reading
  readonly open: OpenDatabase
}

export interface Ending {
  readonly exitCode: 0 | 1
  /** One line of JSON, at most 4096 bytes. */
  readonly message: string
}

/** What is broken is an answer and ends with 0; 1 asks Kubernetes for another attempt. */
export async function look(argument: string, tools: Tools): Promise<Ending> {
  const settings = JSON.parse(argument) as InspectionSettings
  try {
    const found = await deeds[settings.store](settings.directory, tools)
    return ended(0, { outcome: 'done', reason: '', ...found })
  } catch (error) {
    const message = Error.isError(error) ? error.message : String(error)
    // Messages of the file system hold names; the code is enough.
    const code = codeOf(error)
    const reason = error instanceof Broken || code === '' ? message : `the file system answered ${code}`
    const nothing = { counts: {}, oldest: null, newest: null }
    return ended(error instanceof Broken ? 0 : 1, { outcome: 'broken', reason, ...nothing })
  }
}

type Found = Pick<InspectionResult, 'counts' | 'oldest' | 'newest'>

const deeds: Readonly<Record<InspectionSettings['store'], (directory: string, tools: Tools) => Promise<Found>>> = {
  prometheus: (directory, { files }) => lookAtBlocks(files, directory),
  grafana: async (directory, { files, open }) => ({
    counts: await lookAtDatabase(files, directory, open),
    oldest: null,
    newest: null,
  }),
}

const ended = (exitCode: 0 | 1, result: InspectionResult): Ending => ({
  exitCode,
  message: JSON.stringify({ ...result, reason: result.reason.slice(0, 1000) }),
})
