// `muster report <run>`: the record that a run wrote as it ended, as Markdown or JSON.
import { type RunRecord, reportText } from '../../../domain/record.ts'
import { ControlRefused } from '../../control.ts'
import type { WhereOptions } from '../options/where.ts'
import { aboutRun, reach, telling } from './controlling.ts'
import type { Controlling } from './surroundings.ts'

export interface ReportOptions extends WhereOptions {
  readonly json: boolean
}

/** Resolves with the exit code. @throws UsageError, PlatformFileError */
export async function report(runId: string, options: ReportOptions, from: Controlling): Promise<number> {
  const { where } = await aboutRun(runId, options, from)
  const { terminal } = from
  return telling({ terminal }, async () => {
    const view = await (await reach(where, from)).show(runId)
    if (view.record === null) throw new ControlRefused([`${runId} has written no report: it is ${view.status}`])
    const record = view.record as RunRecord
    terminal.stdout.write(options.json ? `${JSON.stringify(record, null, 2)}\n` : reportText(record))
    return 0
  })
}
