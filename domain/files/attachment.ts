// Chooses a restored file that the site must serve to anybody, from the listing of what was copied back.

export interface ListedFile {
  readonly path: string
  readonly kind: string
  readonly size?: number
  readonly mode?: string
  readonly sha256?: string
  /** Present when the name is no UTF-8: then nobody can ask for it. */
  readonly bytes?: string
}

/** What WordPress puts under `uploads` and web servers hand out as it is. */
const SERVED = /\.(jpe?g|png|gif|webp|avif|svg|pdf|mp3|mp4|txt|css|js|ico|zip)$/i
/** Bytes that are read for the comparison; more of a file proves no more. */
const LARGEST_ATTACHMENT = 1_500_000

/**
 * The first that is served by its path, uploads before anything else.
 * @param content where wp-content lies, from the root of the file system
 */
export function attachmentIn(files: readonly ListedFile[], content: string): ListedFile | undefined {
  const served = files.filter(
    ({ path, kind, size = 0, bytes }) =>
      kind === 'file' && bytes === undefined && size > 0 && size <= LARGEST_ATTACHMENT && isServed(path, content),
  )
  return served.find(({ path }) => path.startsWith(`${content}/uploads/`)) ?? served[0]
}

/** Hidden names are what web servers refuse. */
const isServed = (path: string, content: string): boolean =>
  path.startsWith(`${content}/`) && SERVED.test(path) && !path.split('/').some(name => name.startsWith('.'))

/** The address at which WordPress serves it: wp-content is its path whatever the file system calls it. */
export const attachmentPath = (path: string, content: string): string =>
  `/wp-content/${path
    .slice(content.length + 1)
    .split('/')
    .map(encodeURIComponent)
    .join('/')}`

/** Rows of a listing; a part may end in an empty line. */
export const rowsOf = (text: string): readonly ListedFile[] =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as ListedFile)
