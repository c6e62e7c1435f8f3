// A watch: changes of one object, or of those with certain labels, told by the API server as they happen.
import type { Open } from './connection.ts'
import { pathOf, type Resource } from './resources.ts'

/** What is watched: the one of that name, else all with those labels. Cluster-scoped ones have no namespace. */
export interface Watched {
  readonly resource: Resource<unknown>
  readonly namespace?: string
  readonly name?: string
  /** Label selector, e.g. `app=wordpress`. */
  readonly labels?: string
}

export interface Watch {
  /**
   * Resolves when something has changed, or `false` when the server has ended the watch, which is normal.
   * Rejects when the stream breaks off.
   */
  next(): Promise<boolean>
  /** Hangs up. A function is frozen between its calls and must leave no socket open. */
  close(): void
}

interface Told {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
}

/** A body on AWS and in the sandbox alike. */
type Stream = AsyncIterable<Uint8Array | string> & { destroy(): void }

export const watchedName = ({ resource, namespace, name, labels }: Watched): string =>
  [resource.plural, namespace, name ?? labels].filter(each => each !== undefined).join(' ')

export const watchThrough = (open: Open) => ({
  /**
   * Resolves as soon as the server listens: what changes from then on is told, what was changed before a look sees.
   * Without a resourceVersion it begins with all there is, as `ADDED` (Kubernetes, "API Concepts", semantics for watch),
   * so that no version can be too old. Tried once. A role limited to names allows it by the field selector.
   * @param seconds after which the server ends it
   */
  async watch(watched: Watched, seconds: number): Promise<Watch> {
    const { resource, namespace, name, labels } = watched
    const place = { ...(namespace !== undefined && { namespace }), ...(name !== undefined && { name }) }
    const query = {
      watch: 'true',
      timeoutSeconds: String(seconds),
      ...(name !== undefined && { fieldSelector: `metadata.name=${name}` }),
      ...(labels !== undefined && { labelSelector: labels }),
    }
    const asked = { verb: 'watch', resource: resource.plural, ...place }
    const body = (await open({ method: 'GET', path: pathOf(resource, { namespace }), query, asked })) as Stream
    const news = newsIn(linesOf(body))
    let closed = false
    return {
      next: async () => {
        try {
          return (await news.next()).done !== true
        } catch (error) {
          // Whoever hung up waits for nothing any more.
          if (closed) return false
          throw error
        }
      },
      close: () => {
        closed = true
        body.destroy()
      },
    }
  },
})

/**
 * An object that is new is not told of: watches begin with those, and nothing is finished as it is created. An `ERROR`
 * (410 when changes come faster than they are read) is told, as nobody knows what was missed, and ends the watch.
 */
async function* newsIn(lines: AsyncIterable<string>): AsyncGenerator<true, void> {
  for await (const line of lines) {
    const { type }: Told = JSON.parse(line)
    if (type !== 'ADDED' && type !== 'BOOKMARK') yield true
    if (type === 'ERROR') return
  }
}

/** Chunks end anywhere, also within a letter. */
async function* linesOf(body: Stream): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    yield* lines.filter(line => line !== '')
  }
}
