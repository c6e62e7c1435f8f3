// Attachments as visitors meet them: served by the web server of a pod from its mount, and written there by WordPress.
import type { Mounts } from '../../kubernetes/controllers/pod-mounts.ts'
import { WP_CONTENT } from '../../kubernetes/example-files.ts'
import { FileError, type FileView } from '../files/index.ts'
import { WEB } from './entries.ts'

export interface FileAnswer {
  readonly status: number
  readonly body: Uint8Array
}

interface ServingPod {
  readonly name: string
  readonly mounted: Mounts
}

const answer = (status: number, text = ''): FileAnswer => ({ status, body: Buffer.from(text) })
/** As the file system says it; everything else is the server's fault. */
const statuses: Readonly<Record<string, number>> = { ENOENT: 404, ENOTDIR: 404, EISDIR: 403, EACCES: 403, ELOOP: 403 }

export class SiteFiles {
  readonly #pods: () => readonly ServingPod[]
  #turn = 0

  constructor(pods: () => readonly ServingPod[]) {
    this.#pods = pods
  }

  /** Paths are bytes, from wp-content. */
  get(path: string): FileAnswer {
    return this.#answer(view => ({ status: 200, body: view.readFile(path) }))
  }

  /** Writes what is not there, and replaces what is, as the media library does. */
  put(path: string, bytes: Uint8Array): FileAnswer {
    return this.#answer(view => {
      view.mkdirs(path.slice(0, path.lastIndexOf('/')), 0o755)
      view.writeFile(path, bytes, 0o644)
      return answer(200)
    })
  }

  /** The tree as the site has it now; undefined when no pod serves. */
  view(): FileView | undefined {
    const pod = this.#pods()[0]
    return pod && viewOf(pod)
  }

  #answer(work: (view: FileView) => FileAnswer): FileAnswer {
    const pods = this.#pods()
    const pod = pods[this.#turn++ % Math.max(1, pods.length)]
    if (!pod) return answer(503, 'Service Unavailable')
    try {
      const view = viewOf(pod)
      return view ? work(view) : answer(404)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      return answer(statuses[error.code] ?? 500, error.code)
    }
  }
}

/** @throws FileError EIO when the mount hangs */
const viewOf = ({ mounted }: ServingPod): FileView | undefined =>
  mounted.trees[WP_CONTENT]?.view({ owner: WEB, group: WEB })

/** Bytes of the path of a request, below wp-content; undefined for other paths. */
export function pathOfRequest(path: string): string | undefined {
  const prefix = '/wp-content'
  if (!path.startsWith(`${prefix}/`)) return undefined
  const bytes = Buffer.from(path.slice(prefix.length), 'utf8').toString('latin1')
  return bytes.replaceAll(/%([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}
