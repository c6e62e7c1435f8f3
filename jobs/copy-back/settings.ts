// What the program is told: one JSON argument, read strictly, because a misread setting would touch the wrong files.
import { normalItems } from './paths.ts'

export const modes = [
  'probe',
  'find',
  'list',
  'copy',
  'verify',
  'undo',
  'move',
  'forward',
  'survey',
  'discard',
] as const
export type Mode = (typeof modes)[number]

export interface Settings {
  readonly mode: Mode
  /** Where the root of the live file system is mounted. */
  readonly live: string
  /** Where the root of the file system with the restore directory is mounted; the same, unless it was restored elsewhere. */
  readonly restored: string
  /** Names the work directory on the live file system: the same in every attempt of a run. */
  readonly run: string
  /** When the restore job began and ended, by which its directory is found. Null when `directory` is given. */
  readonly restoredBetween: { readonly from: number; readonly to: number } | null
  /** Name of the restore directory, where a person chose it. */
  readonly directory: string | null
  /** Paths to consider, from the root of the file system, as bytes; null for everything. */
  readonly items: readonly string[] | null
  /** sha256 of the listing `missing` that was approved; null when nobody approved one. */
  readonly approved: string | null
  /** `list` keeps its listing in the work directory, so that the copy can tell what of it was approved. */
  readonly keep: boolean
}

const keys = ['mode', 'live', 'restored', 'run', 'restoredBetween', 'directory', 'items', 'approved', 'keep']

/** @throws Error that names the setting, for one that is missing, unknown or malformed */
export function settingsFrom(text: string): Settings {
  const given = JSON.parse(text) as Record<string, unknown>
  const stranger = Object.keys(given).find(key => !keys.includes(key))
  if (stranger) throw new Error(`unknown setting ${stranger}`)
  const mode = modes.find(each => each === given.mode)
  if (!mode) throw new Error(`mode is one of ${modes.join(', ')}`)
  const live = mount('live', given.live)
  const directory = given.directory ?? null
  if (directory !== null && !(typeof directory === 'string' && /^aws-backup-restore_[^/]+$/.test(directory)))
    throw new Error('directory is the name of a restore directory')
  return {
    mode,
    live,
    restored: given.restored === undefined ? live : mount('restored', given.restored),
    run: matching('run', given.run, /^[a-z0-9-]{1,40}$/),
    restoredBetween: period(given.restoredBetween),
    directory,
    items: itemsFrom(given.items),
    keep: given.keep === true,
    approved: given.approved == null ? null : matching('approved', given.approved, /^[0-9a-f]{64}$/),
  }
}

const mount = (name: string, value: unknown): string => matching(name, value, /^(\/[A-Za-z0-9._-]+)+$/)

function matching(name: string, value: unknown, pattern: RegExp): string {
  if (typeof value !== 'string' || !pattern.test(value)) throw new Error(`${name} does not match ${pattern}`)
  return value
}

function period(value: unknown): Settings['restoredBetween'] {
  if (value == null) return null
  const { from, to } = value as { readonly from?: unknown; readonly to?: unknown }
  const times = [Date.parse(String(from)), Date.parse(String(to))]
  const [start = Number.NaN, end = Number.NaN] = times
  if (!(start <= end)) throw new Error('restoredBetween is two times, from and to')
  return { from: start, to: end }
}

function itemsFrom(value: unknown): Settings['items'] {
  if (value == null) return null
  if (!Array.isArray(value) || value.length === 0 || !value.every(each => typeof each === 'string' && each !== ''))
    throw new Error('items is a list of paths, or null')
  return normalItems(value)
}
