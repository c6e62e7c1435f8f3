// What lies in wp-content after three years: uploads by year and month, recordings, a folder of odd names, themes, plugins, links.
import { encoded } from '../files/index.ts'

/** WordPress writes as www-data. */
export const WEB = 33

export interface FileEntry {
  /** From wp-content, as bytes. */
  readonly path: string
  readonly size: number
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number
  readonly mode?: number
  readonly owner?: number
}

const months = [2027, 2028, 2029, 2030].flatMap(year =>
  Array.from({ length: year === 2030 ? 3 : 12 }, (_, index) => `${year}/${String(index + 1).padStart(2, '0')}`),
)
/** What WordPress makes of each photo. */
const sizes = ['', '-300x200', '-150x150'] as const

/** Three photos in three sizes and a document a month. */
const byMonth: readonly FileEntry[] = months.flatMap((month, index) => {
  const at = (day: number) => Date.parse(`${month.replace('/', '-')}-0${day}T09:${10 + (index % 50)}:27.500Z`)
  const photos = [1, 2, 3].flatMap(day =>
    sizes.map((size, step) => ({
      path: `/uploads/${month}/harbour-${month.replace('/', '')}0${day}${size}.jpg`,
      size: 3000 + 7 * index + (day * 5000) / (step + 1),
      modifiedAt: at(day),
    })),
  )
  return [...photos, { path: `/uploads/${month}/programme.pdf`, size: 9000 + index, modifiedAt: at(3) }]
})

/**
 * The town council, live every week since September 2028: ninety minutes at about a megabit a second. They are what makes
 * the 50 GB of wp-content that the source platform backs up (docs/decisions/0010); everything else is 2 MB.
 */
const recordings: readonly FileEntry[] = months
  .filter(month => month >= '2028/09')
  .flatMap(month => [5, 12, 19, 26].map(day => `${month.replace('/', '-')}-${String(day).padStart(2, '0')}`))
  .filter(date => date < '2030-03-03')
  .map((date, index) => ({
    path: `/uploads/${date.slice(0, 4)}/${date.slice(5, 7)}/council-${date}.mp4`,
    size: 690e6 + index * 1000,
    modifiedAt: Date.parse(`${date}T21:40:00Z`),
  }))

/** Names that a script with `ls` and spaces would lose. The folder is as old as the site. */
export const ODD_FOLDER = encoded('/uploads/Fotos & Straßenfest')
const odd: readonly FileEntry[] = [
  ...[encoded('grüße.jpg'), 'caf\xe9.jpg', 'two  spaces.jpg', ' leading.jpg', '-rf.jpg', '*.jpg'],
  ...['quote\'s "here".jpg', 'line\nbreak.jpg', '.hidden.jpg', 'back\\slash.jpg', '$(reboot).jpg', encoded('🎉.jpg')],
  `${'long'.repeat(62)}.jpg`,
].map((name, index) => ({
  path: `${ODD_FOLDER}/${name}`,
  size: index === 4 ? 0 : 1500 + index,
  modifiedAt: Date.parse('2028-08-19T18:00:00.125Z') + index * 61_000,
}))

/** Not WordPress's own: an administrator's, with the rights that an administrator gave them. */
const special: readonly FileEntry[] = [
  { path: '/uploads/2029/06/press-kit.zip', size: 40_000, modifiedAt: Date.parse('2029-06-11T07:00:00Z'), mode: 0o640 },
  {
    ...{ path: '/uploads/2029/.htaccess', size: 120, modifiedAt: Date.parse('2029-01-02T07:00:00Z') },
    ...{ mode: 0o444, owner: 0 },
  },
]

const code: readonly FileEntry[] = [
  ...['/index.php', '/plugins/index.php', '/plugins/tidy-media/tidy-media.php', '/plugins/tidy-media/readme.txt'],
  ...['/themes/index.php', '/themes/gazette/style.css', '/themes/gazette/functions.php', '/themes/gazette/index.php'],
].map((path, index) => ({ path, size: 28 + index * 400, modifiedAt: Date.parse('2029-10-01T12:00:00Z') }))

export const fileEntries: readonly FileEntry[] = [...byMonth, ...recordings, ...odd, ...special, ...code]

/** Described rather than made: nobody holds 50 GB in memory. */
export const isBig = ({ size }: FileEntry): boolean => size > 1e6

/** Uploads that pages show. */
export const isShown = ({ path }: FileEntry): boolean => /^\/uploads\/.*\.(jpg|pdf)$/s.test(path)

export const emptyFolders: readonly string[] = ['/uploads/2029/drafts', '/upgrade', '/uploads/2028/12/empty']

/** Path and target, as written. */
export const symbolicLinks: readonly (readonly [path: string, target: string])[] = [
  ['/uploads/2029/cover.jpg', '05/harbour-20290501.jpg'],
  ['/uploads/2029/gone.jpg', '../2019/nowhere.jpg'],
  ['/uploads/latest', '2030/03'],
]

/** Two names of one file. */
export const hardLinks: readonly (readonly [existing: string, path: string])[] = [
  ['/uploads/2029/07/programme.pdf', '/uploads/2029/summer-programme.pdf'],
  ['/uploads/2028/07/programme.pdf', '/uploads/2029/last-summer.pdf'],
]

/** Folders whose rights differ from 0755. */
export const folderModes: readonly (readonly [path: string, mode: number])[] = [
  ['/uploads/2029/drafts', 0o700],
  ['/uploads/2029/06', 0o2775],
  ['/upgrade', 0o1777],
]
