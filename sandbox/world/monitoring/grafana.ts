// A running Grafana: its database is a file on its disk, read when it starts and written with every change.
import { DatabaseSync } from 'node:sqlite'
import type { Lifecycle } from '../../lifecycle.ts'
import { type FileTree, FileView } from '../files/index.ts'
import { type Administrator, emptyDatabase } from './grafana-database.ts'

export interface GrafanaOptions {
  readonly now: () => number
  readonly lifecycle: Lifecycle
  /** What faults match on: `<namespace>/<pod> on <volume>`. */
  readonly name: string
  readonly disk: FileTree
  /** Directory of `grafana.db` on the disk. */
  readonly root: string
  /** From the environment; read only where there is no database yet. */
  readonly administrator: Administrator
}

const file = 'grafana.db'
/** Grafana's image runs as user 472 of group 0. */
const owner = 472

export class Grafana {
  readonly #options: GrafanaOptions
  #state: 'starting' | 'ready' | 'ended' = 'starting'
  #database: DatabaseSync | undefined
  /** Session tokens that `/login` has given out. */
  readonly sessions = new Set<string>()

  constructor(options: GrafanaOptions) {
    const { lifecycle, name } = options
    this.#options = options
    try {
      this.#database = this.#open()
    } catch (error) {
      // "file is not a database", "database disk image is malformed": its log says so, and it ends.
      if ((error as { code?: string }).code !== 'ERR_SQLITE_ERROR') throw error
      this.#state = 'ended'
      return
    }
    lifecycle.schedule('grafana.starting', name, {
      done: () => {
        if (this.#state === 'starting') this.#state = 'ready'
      },
      never: () => {},
    })
  }

  get isReady(): boolean {
    return this.#state === 'ready'
  }

  get hasEnded(): boolean {
    return this.#state === 'ended'
  }

  get database(): DatabaseSync {
    if (!this.#database) throw new Error(`Grafana of ${this.#options.name} has no database`)
    return this.#database
  }

  get now(): number {
    return this.#options.now()
  }

  /** Puts the database onto the disk, as every transaction does. A file that somebody deleted stays deleted. */
  save(): void {
    const { view, path } = this.#place()
    if (view.exists(path)) view.writeFile(path, this.#serialised())
  }

  stop(): void {
    this.#database?.close()
    this.#database = undefined
    this.#state = 'ended'
  }

  #open(): DatabaseSync {
    const { view, path } = this.#place()
    if (!view.exists(path)) {
      this.#database = emptyDatabase(this.#options.administrator)
      view.writeFile(path, this.#serialised())
      view.lchown(path, owner, 0)
      return this.#database
    }
    const database = new DatabaseSync(':memory:')
    database.deserialize(view.readFile(path))
    // Reads every page: what is spoilt shows now.
    const [verdict] = database.prepare('PRAGMA quick_check').all() as { quick_check: string }[]
    if (verdict?.quick_check !== 'ok')
      throw Object.assign(new Error('database disk image is malformed'), { code: 'ERR_SQLITE_ERROR' })
    return database
  }

  #serialised(): Uint8Array {
    return new Uint8Array(this.database.serialize())
  }

  #place(): { readonly view: FileView; readonly path: string } {
    const { disk, root } = this.#options
    const view = new FileView(disk)
    if (!view.exists(root)) view.mkdirs(root, 0o777)
    return { view, path: `${root === '/' ? '' : root}/${file}` }
  }
}
