// Judges what was found in a restored WordPress database: each proof says what was looked at, what was found, and whether it holds.
import { type Instant, toMillis } from './instant.ts'
import { essentialTables, populatedTables, requiredOptions, usualTables } from './wordpress.ts'

export interface Proof {
  readonly name: string
  readonly found: string
  readonly ok: boolean
}

/** Orphans that old plugins leave in any site: at most this many, or this share of the rows. */
const TOLERATED_ORPHANS = 10
const TOLERATED_ORPHAN_SHARE = 0.02
/** The restored database may be smaller than the damaged one by what was written since, hardly by more than half. */
const SMALLEST_SHARE = 0.5

type Counts = Readonly<Record<string, number>>

/** @param tables names without their prefix */
export function tableProof(tables: readonly string[]): Proof {
  const absent = essentialTables.filter(table => !tables.includes(table))
  const unusual = usualTables.filter(table => !tables.includes(table))
  const missing = absent.length > 0 ? `missing: ${absent.join(', ')}` : 'all that a site cannot run without'
  const found = `${tables.length} tables, ${missing}${unusual.length > 0 ? `; without ${unusual.join(', ')}` : ''}`
  return { name: 'the tables of WordPress are there', found, ok: absent.length === 0 }
}

export function populatedProofs(counts: Counts): Proof[] {
  return populatedTables.map(table => {
    const count = counts[table] ?? 0
    return { name: `${table} has rows`, found: `${count} rows`, ok: count >= 1 }
  })
}

/**
 * @param damaged what the damaged cluster holds by now of the time before the moment
 * @param explained a query for the damage was given: a damaged database may hold any number of rows more
 */
export function shareProofs(counts: Counts, damaged: Counts, explained: boolean): Proof[] {
  return Object.entries(counts).flatMap(([table, count]) => {
    const before = damaged[table]
    if (before === undefined || before === 0) return []
    const enough = count >= before * SMALLEST_SHARE
    const excuse = enough
      ? ''
      : explained
        ? ': explained by the damage'
        : ': if the damage added rows, give damage.sql that counts them'
    const name = `${table} has at least ${SMALLEST_SHARE * 100} % of what the damaged cluster has of that time`
    return [{ name, found: `${count} of ${before}${excuse}`, ok: enough || explained }]
  })
}

export function relationProof(name: string, orphans: number, rows: number): Proof {
  const tolerated = Math.max(TOLERATED_ORPHANS, Math.floor(rows * TOLERATED_ORPHAN_SHARE))
  return { name, found: `${orphans} of ${rows} rows point nowhere (${tolerated} tolerated)`, ok: orphans <= tolerated }
}

/** @param present names of the options that have a value */
export function optionsProof(present: readonly string[]): Proof {
  const absent = requiredOptions.filter(option => !present.includes(option))
  const found = absent.length > 0 ? `without a value: ${absent.join(', ')}` : requiredOptions.join(', ')
  return { name: 'the options of the site have values', found, ok: absent.length === 0 }
}

export function momentProof(newest: Instant | null, moment: Instant): Proof {
  const ok = newest === null || toMillis(newest) <= toMillis(moment)
  return { name: `nothing is newer than ${moment}`, found: `newest write ${newest ?? 'none'}`, ok }
}

/** @param rows what the damage query counted; null when it gave no number */
export function damageProof(rows: number | null): Proof {
  return {
    name: 'the damage is not there',
    found: rows === null ? 'the query gave no number' : `${rows} damaged rows`,
    ok: rows === 0,
  }
}

export const failedProofs = (proofs: readonly Proof[]): string =>
  proofs
    .filter(proof => !proof.ok)
    .map(({ name, found }) => `- ${name}: found ${found}`)
    .join('\n')
