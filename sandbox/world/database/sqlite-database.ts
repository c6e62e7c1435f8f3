// A SQL database with a memory: every acknowledged write is journaled, so any past moment can be rebuilt exactly.
import type { Credentials, SqlDatabase, SqlResult, SqlSession, SqlValue } from './contract.ts'
import { Engine, type Occasion } from './engine.ts'
import { SqlError } from './errors.ts'
import type { Need, Plan } from './plan.ts'

export interface DatabaseOptions {
  readonly schema: string
  /** Acknowledgement times, epoch milliseconds. */
  readonly now: () => number
  readonly master: { readonly user: string; readonly password: string }
  /** Aurora's engine version; default `8.0.mysql_aurora.3.08.2`. */
  readonly version?: string
  /** Fills the database before its history begins; not journaled. */
  readonly setup?: (session: SqlSession) => void
  /** Writes between two base images; default 500: replaying that many takes a few milliseconds. */
  readonly imageEvery?: number
}

interface Entry {
  readonly sql: string
  readonly parameters: Readonly<Record<string, SqlValue>>
  readonly occasion: Occasion
}

interface Image {
  /** How many entries of the journal it contains. */
  readonly entries: number
  readonly bytes: Uint8Array
}

const serviceUser = 'rdsadmin'

/** `at(time)` replays the journal onto the nearest earlier image; the copy keeps the accounts of that time. */
export function createDatabase(options: DatabaseOptions): SqlDatabase {
  const engine = new Engine({ schema: options.schema, version: options.version ?? '8.0.mysql_aurora.3.08.2' })
  const { user, password } = options.master
  engine.accounts.apply({ kind: 'create', user, password, onlyIfMissing: false })
  const privileges = ['ALL', 'GRANT OPTION', 'CREATE USER', 'RELOAD', 'PROCESS']
  engine.accounts.apply({ kind: 'grant', user, scope: '*.*', privileges })
  const start = options.now()
  if (options.setup) {
    const occasion = { at: start, user: serviceUser, from: 'localhost', readOnly: false }
    options.setup({
      user: serviceUser,
      execute: (sql, parameters = {}) => engine.run(engine.plan(sql), parameters, occasion),
    })
  }
  return new JournaledDatabase(engine, {
    now: options.now,
    imageEvery: options.imageEvery ?? 500,
    newestWriteAt: Number.NEGATIVE_INFINITY,
  })
}

interface Settings {
  readonly now: () => number
  readonly imageEvery: number
  readonly newestWriteAt: number
}

class JournaledDatabase implements SqlDatabase {
  readonly earliest: number
  readonly #engine: Engine
  readonly #settings: Settings
  readonly #journal: Entry[] = []
  readonly #images: Image[] = []

  constructor(engine: Engine, settings: Settings) {
    this.#engine = engine
    this.#settings = settings
    this.earliest = settings.now()
    this.#images.push({ entries: 0, bytes: engine.image() })
  }

  get schema(): string {
    return this.#engine.schema
  }

  get newestWriteAt(): number {
    return this.#journal.at(-1)?.occasion.at ?? this.#settings.newestWriteAt
  }

  connect(credentials: Credentials): SqlSession {
    const { user, password, from = '10.0.0.1', readOnly = false } = credentials
    if (!this.#engine.accounts.authentic(user, password)) {
      const used = password === '' ? 'NO' : 'YES'
      throw new SqlError(1045, `Access denied for user '${user}'@'${from}' (using password: ${used})`)
    }
    if (!this.#engine.accounts.sees(user)) {
      throw new SqlError(1044, `Access denied for user '${user}'@'%' to database '${this.schema}'`)
    }
    return {
      user,
      execute: (sql, parameters = {}) => {
        const plan = this.#engine.plan(sql)
        for (const need of plan.needs) this.#permit(need, user, from)
        return this.#execute({ sql, parameters, occasion: { at: this.#settings.now(), user, from, readOnly } }, plan)
      },
    }
  }

  administer(sql: string): SqlResult {
    const occasion = { at: this.#settings.now(), user: serviceUser, from: 'localhost', readOnly: false }
    return this.#execute({ sql, parameters: {}, occasion }, this.#engine.plan(sql))
  }

  at(time: number): SqlDatabase {
    if (time < this.earliest) throw new RangeError(`no history before ${new Date(this.earliest).toISOString()}`)
    const entries = countUntil(this.#journal, time)
    const image = this.#images.findLast(each => each.entries <= entries) as Image
    const engine = new Engine({ schema: this.schema, version: this.#engine.version, image: image.bytes })
    for (const entry of this.#journal.slice(image.entries, entries))
      engine.run(engine.plan(entry.sql), entry.parameters, entry.occasion)
    const newestWriteAt = this.#journal[entries - 1]?.occasion.at ?? this.#settings.newestWriteAt
    return new JournaledDatabase(engine, { ...this.#settings, newestWriteAt })
  }

  #execute(entry: Entry, plan: Plan): SqlResult {
    if (plan.writes && entry.occasion.readOnly) {
      throw new SqlError(
        1290,
        'The MySQL server is running with the --read-only option so it cannot execute this statement',
      )
    }
    const result = this.#engine.run(plan, entry.parameters, entry.occasion)
    if (plan.writes) this.#remember(entry)
    return result
  }

  #remember(entry: Entry): void {
    this.#journal.push({ ...entry, parameters: { ...entry.parameters } })
    const newest = this.#images.at(-1)?.entries ?? 0
    if (this.#journal.length - newest < this.#settings.imageEvery) return
    this.#images.push({ entries: this.#journal.length, bytes: this.#engine.image() })
  }

  #permit(need: Need, user: string, from: string): void {
    const { accounts } = this.#engine
    if (accounts.may(user, need.privilege, need.table)) return
    if (need.privilege === 'CREATE USER') {
      throw new SqlError(
        1227,
        'Access denied; you need (at least one of) the CREATE USER privilege(s) for this operation',
      )
    }
    if (need.table === undefined)
      throw new SqlError(1044, `Access denied for user '${user}'@'%' to database '${this.schema}'`)
    throw new SqlError(1142, `${need.privilege} command denied to user '${user}'@'${from}' for table '${need.table}'`)
  }
}

/** How many entries were acknowledged at or before the time; the journal is in order of time. */
function countUntil(journal: readonly Entry[], time: number): number {
  let [low, high] = [0, journal.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((journal[middle]?.occasion.at ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return low
}
