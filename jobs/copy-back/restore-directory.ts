// Which `aws-backup-restore_*` directory is this job's? AWS tells no API, and there may be several (aws-behaviour 1.2.7).
import { type Files, look } from './files.ts'
import { below, FAILED, RESTORED } from './paths.ts'
import { Refusal } from './result.ts'
import type { Settings } from './settings.ts'

/** Which moment of the job the name tells is not documented; clocks may differ by a little. */
const tolerance = 60_000

/**
 * Empty for the root: of another file system, whose content was moved there.
 * @throws Refusal when none fits, or more than one: copying back from the wrong one would be worse than waiting
 */
export async function restoreDirectory(files: Files, settings: Settings): Promise<string> {
  const { restored, directory, restoredBetween: period } = settings
  if (directory !== null) {
    const entry = await look(files, below(restored, directory))
    if (entry?.kind !== 'directory') throw new Refusal(`there is no directory ${directory}`, directory)
    return directory
  }
  if (!period && restored !== settings.live) return ''
  if (!period) throw new Refusal('neither a directory nor the times of the restore job were given')
  const candidates = (await files.readdir(restored)).filter(name => name.startsWith(RESTORED)).sort()
  const fitting = candidates.filter(name => isWithin(name, period))
  const [only] = fitting
  if (only !== undefined && fitting.length === 1) return only
  const seen = candidates.length === 0 ? 'none' : candidates.join(', ')
  throw new Refusal(
    `${fitting.length === 0 ? 'no' : 'more than one'} restore directory belongs to the restore job; there are: ${seen}`,
  )
}

/**
 * What is to be discarded: the directory of that name, or what the job of these times has left, a failed one too. None is
 * no fault: it may be gone already, and a job may have left nothing.
 * @throws Refusal when there is more than one of a kind: somebody else's must not go
 */
export async function directoriesOf(files: Files, settings: Settings): Promise<readonly string[]> {
  const { restored, directory, restoredBetween: period } = settings
  if (directory !== null) return [directory]
  if (!period) throw new Refusal('a restore directory is discarded by its name, or by the times of its job')
  const fitting = (await files.readdir(restored)).filter(name => isWithin(name, period)).sort()
  for (const prefix of [RESTORED, FAILED])
    if (fitting.filter(name => name.startsWith(prefix)).length > 1)
      throw new Refusal(`more than one restore directory belongs to the restore job: ${fitting.join(', ')}`)
  return fitting
}

function isWithin(name: string, { from, to }: NonNullable<Settings['restoredBetween']>): boolean {
  const time = timeOf(name)
  return time !== undefined && time >= from - tolerance && time <= to + tolerance
}

/** `aws-backup-restore_2022-09-06T00-03-13-832Z`; undefined for a name that tells no time. */
export function timeOf(name: string): number | undefined {
  const match = /^aws-backup-(?:failed-)?restore_(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)(?:-(\d{1,3}))?Z$/.exec(name)
  if (!match) return undefined
  const [, day, hour, minute, second, fraction = '0'] = match
  const time = Date.parse(`${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0')}Z`)
  return Number.isNaN(time) ? undefined : time
}
