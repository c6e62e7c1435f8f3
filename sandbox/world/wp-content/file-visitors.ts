// People who look at attachments and upload new ones, all day. What they find is the measure of lost files.
import { createHash } from 'node:crypto'
import type { Chance } from '../../chance.ts'
import type { VirtualClock } from '../../clock.ts'
import { FileError } from '../files/index.ts'
import type { Seen, Visit } from '../visitors.ts'
import type { Witness } from '../witness.ts'
import type { SiteFiles } from './files-of-site.ts'
import type { Attachment } from './tree.ts'

const SECOND = 1000
/** As often as pages are read; an upload every half minute, of which one in four replaces an older picture. */
const READ_EVERY = 5 * SECOND
const WRITE_EVERY = 30 * SECOND
const REPLACING_AMONG_WRITES = 4

/** Older pictures that people replace: the sandbox can tell what they did from what a run did. */
export const isReplaceable = (path: string): boolean => path.endsWith('-300x200.jpg')
/** What they add. */
export const isUpload = (path: string): boolean => /\/visitor-[^/]+\.jpg$/.test(path)

interface Version {
  readonly hash: string
  readonly at: number
  /** By a visitor, since the world began; not what was there before. */
  readonly acknowledged: boolean
}

export interface Looking {
  readonly clock: VirtualClock
  readonly chance: Chance
  /** Those that the visitors meet now. */
  readonly files: Pick<SiteFiles, 'get' | 'put' | 'view'>
  readonly attachments: readonly Attachment[]
}

export class FileVisitors implements Witness {
  readonly visits: Visit[] = []
  readonly everySeconds = READ_EVERY / SECOND
  readonly #looking: Looking
  readonly #paths: string[]
  readonly #replaceable: readonly string[]
  /** What was ever in each place, oldest first. */
  readonly #versions: Map<string, Version[]>
  #going = true
  #reads = 0
  #uploads = 0
  #writes = 0

  constructor(looking: Looking) {
    this.#looking = looking
    this.#paths = looking.attachments.map(({ path }) => path)
    this.#replaceable = this.#paths.filter(isReplaceable)
    this.#versions = new Map(
      looking.attachments.map(({ path, hash, modifiedAt: at }) => [path, [{ hash, at, acknowledged: false }]]),
    )
  }

  get writes(): number {
    return this.#writes
  }

  start(): void {
    const now = this.#looking.clock.now()
    this.#every(now + 2 * SECOND, READ_EVERY, () => this.#read())
    this.#every(now + 4 * SECOND, WRITE_EVERY, () => this.#write())
  }

  stop(): void {
    this.#going = false
  }

  /** Somebody puts a file there, new or in place of another. */
  put(path: string, text: string): void {
    const { clock, files } = this.#looking
    const bytes = Buffer.from(text)
    if (files.put(path, bytes).status !== 200) return
    const versions = this.#versions.get(path) ?? []
    if (versions.length === 0) {
      this.#paths.push(path)
      this.#versions.set(path, versions)
    }
    versions.push({ hash: hashOf(bytes), at: clock.now(), acknowledged: true })
    this.#writes += 1
  }

  lost(): number {
    return this.#newest().filter(({ acknowledged, held }) => acknowledged && !held).length
  }

  /**
   * Most files a disaster does not touch, so the newest that survived would flatter. What counts is how far back the
   * loss reaches: to the oldest lost write; where none is lost, the newest write before the incident.
   */
  achievedRpo(incidentAt: number): number {
    const before = this.#newest().filter(({ at }) => at <= incidentAt)
    const lost = before.filter(({ held }) => !held).map(({ at }) => at)
    const kept = before.filter(({ held }) => held).map(({ at }) => at)
    if (kept.length === 0) return Number.POSITIVE_INFINITY
    return (incidentAt - (lost.length > 0 ? Math.min(...lost) : Math.max(...kept))) / SECOND
  }

  /** The newest version of everything, and whether the site has it now. */
  #newest(): readonly (Version & { readonly held: boolean })[] {
    const view = this.#looking.files.view()
    const hashAt = (path: string) => {
      try {
        return view && hashOf(view.readFile(path))
      } catch (error) {
        if (error instanceof FileError) return undefined
        throw error
      }
    }
    return [...this.#versions].flatMap(([path, versions]) => {
      const last = versions.at(-1)
      return last ? [{ ...last, held: hashAt(path) === last.hash }] : []
    })
  }

  #every(first: number, period: number, visit: () => void): void {
    const again = (at: number) => {
      if (!this.#going) return
      visit()
      this.#looking.clock.quietly(at + period, () => again(at + period))
    }
    this.#looking.clock.quietly(first, () => again(first))
  }

  #read(): void {
    const path = this.#any('file read', this.#reads++, this.#paths)
    const { status, body } = this.#looking.files.get(path)
    const known = this.#versions.get(path) ?? []
    const isRight = status === 200 && known.some(({ hash }) => hash === hashOf(body))
    // A page that says "not found" is an answer, and the wrong one.
    const seen: Seen = isRight ? 'ok' : status >= 500 ? 'failed' : 'wrong'
    this.visits.push({ at: this.#looking.clock.now(), seen })
  }

  #write(): void {
    const number = this.#uploads++
    const token = this.#looking.chance.hex(8, 'file', number)
    const picture = `picture ${number} ${token}`
    if (number % REPLACING_AMONG_WRITES !== 0) {
      this.put(`/uploads/2030/03/visitor-${number}-${token}.jpg`, picture)
      return
    }
    const path = this.#any('file replaced', number, this.#replaceable)
    // Who replaces a picture has it before their eyes.
    if (this.#looking.files.get(path).status === 200) this.put(path, picture)
  }

  #any(name: string, number: number, paths: readonly string[]): string {
    const drawn = this.#looking.chance.of(name, number)
    return paths[Math.floor(drawn * paths.length)] ?? ''
  }
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
