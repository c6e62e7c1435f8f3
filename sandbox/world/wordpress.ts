// WordPress as visitors meet it: pods that read their environment at start, an object cache, and a database behind.
import type { SqlSession } from './database/contract.ts'

export interface Pod {
  readonly name: string
  /** What it read when it started; it never sees later changes. */
  readonly environment: Readonly<Record<string, string>>
}

export interface Behind {
  /** Pods that are ready to serve. */
  pods(): readonly Pod[]
  /** The ready pod of the object cache; its memory is gone when another takes its place. */
  cachePod(): string | undefined
  connect(host: string, credentials: { readonly user: string; readonly password: string }): SqlSession
  /** `2030-03-04 09:58:30`, UTC. */
  sqlNow(): string
}

export interface Answer {
  readonly status: number
  readonly body: string
}

const DATABASE_DOWN: Answer = { status: 500, body: 'Error establishing a database connection' }
const NO_PODS: Answer = { status: 503, body: 'Service Unavailable' }

export class WordPress {
  readonly #behind: Behind
  readonly #prefix: string
  readonly #sessions = new Map<string, SqlSession>()
  #cache = { pod: '', pages: new Map<string, string>() }
  #turn = 0

  constructor(behind: Behind, prefix: string) {
    this.#behind = behind
    this.#prefix = prefix
  }

  home(): Answer {
    return this.#answer(session => {
      const name = this.#cached('option:blogname', () =>
        text(session, `SELECT option_value FROM ${this.#prefix}options WHERE option_name = 'blogname'`),
      )
      const posts = session.execute(
        `SELECT post_title FROM ${this.#prefix}posts WHERE post_status = 'publish' ORDER BY ID DESC LIMIT 5`,
      )
      return `<title>${name}</title><h1>Latest posts</h1>${posts.rows.map(([title]) => `<h2>${title}</h2>`).join('')}`
    })
  }

  post(id: number): Answer {
    return this.#answer(session =>
      this.#cached(`post:${id}`, () =>
        text(session, `SELECT post_content FROM ${this.#prefix}posts WHERE ID = :id`, { id }),
      ),
    )
  }

  comment(postId: number, content: string): Answer {
    return this.#answer(session => {
      session.execute(
        `INSERT INTO ${this.#prefix}comments (comment_post_ID, comment_author, comment_date_gmt, comment_content, comment_approved) VALUES (:post, 'visitor', :now, :content, '1')`,
        { post: postId, now: this.#behind.sqlNow(), content },
      )
      return 'Thank you'
    })
  }

  edit(postId: number, content: string): Answer {
    return this.#answer(session => {
      session.execute(
        `UPDATE ${this.#prefix}posts SET post_content = :content, post_modified_gmt = :now WHERE ID = :id`,
        { content, now: this.#behind.sqlNow(), id: postId },
      )
      this.#cache.pages.delete(`post:${postId}`)
      return 'Updated'
    })
  }

  /** Pages age out of the object cache within minutes; a disaster shows at once. */
  forgetCached(): void {
    this.#cache.pages.clear()
  }

  /** A session as the site itself has it now; undefined when it has none. */
  session(): SqlSession | undefined {
    const pod = this.#behind.pods()[0]
    return pod && this.#connect(pod)
  }

  #answer(work: (session: SqlSession) => string): Answer {
    const pods = this.#behind.pods()
    const pod = pods[this.#turn++ % Math.max(1, pods.length)]
    if (!pod) return NO_PODS
    const session = this.#connect(pod)
    if (!session) return DATABASE_DOWN
    this.#freshCache()
    try {
      return { status: 200, body: work(session) }
    } catch (error) {
      // A dropped connection is opened anew by the next request, as PHP does.
      this.#sessions.delete(pod.name)
      return { status: 500, body: `Database error: ${(error as Error).message}` }
    }
  }

  #connect({ name, environment }: Pod): SqlSession | undefined {
    const known = this.#sessions.get(name)
    if (known) return known
    try {
      const {
        WORDPRESS_DB_HOST: host = '',
        WORDPRESS_DB_USER: user = '',
        WORDPRESS_DB_PASSWORD: password = '',
      } = environment
      const session = this.#behind.connect(host, { user, password })
      this.#sessions.set(name, session)
      return session
    } catch {
      // To the visitor every reason looks the same; the site answers with its database error page.
      return undefined
    }
  }

  #freshCache(): void {
    const pod = this.#behind.cachePod() ?? ''
    if (pod !== this.#cache.pod) this.#cache = { pod, pages: new Map() }
  }

  #cached(key: string, load: () => string): string {
    if (this.#cache.pod === '') return load()
    const known = this.#cache.pages.get(key)
    if (known !== undefined) return known
    const loaded = load()
    this.#cache.pages.set(key, loaded)
    return loaded
  }
}

function text(session: SqlSession, sql: string, parameters: Record<string, string | number> = {}): string {
  const value = session.execute(sql, parameters).rows[0]?.[0]
  if (value === undefined || value === null) throw new Error('no such row')
  return String(value)
}
