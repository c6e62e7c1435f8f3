// What a drill's pod finds on a restored disk: whole or broken, in files on a real disk as in the cluster.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { parsedInspection } from '../../domain/monitoring/inspection.ts'
import { nodeFiles } from '../../jobs/copy-back/node-files.ts'
import { checksum, HEADER, PAGE } from '../../jobs/look-at-store/log.ts'
import { look } from '../../jobs/look-at-store/look.ts'
import { openDatabase } from '../../jobs/look-at-store/open-database.ts'

let disk: string
beforeEach(async () => {
  disk = await mkdtemp(join(tmpdir(), 'store-'))
})
afterEach(() => rm(disk, { recursive: true }))

async function looked(store: 'prometheus' | 'grafana') {
  const { exitCode, message } = await look(JSON.stringify({ store, directory: disk }), {
    files: nodeFiles,
    open: openDatabase,
  })
  expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4096)
  return { exitCode, ...parsedInspection(message) }
}

const put = async (path: string, content: string | Uint8Array) => {
  await mkdir(join(disk, path, '..'), { recursive: true })
  await writeFile(join(disk, path), content)
}

async function block(ulid: string, minTime: number, parts = { index: 'index', chunks: 'chunks' }) {
  const meta = { ulid, minTime, maxTime: minTime + 7_200_000, stats: { numSamples: 1000 } }
  await put(`${ulid}/meta.json`, JSON.stringify(meta))
  await put(`${ulid}/index`, parts.index)
  await put(`${ulid}/chunks/000001`, parts.chunks)
}
const [first, second] = ['01J0000000000000000000000A', '01J0000000000000000000000B'] as const

/** As Prometheus writes it: `type` 1 for a whole record, 2 to 4 for the parts of one; 8 says that it is compressed. */
function record(text: string, type = 1 | 8): Buffer {
  const data = Buffer.from(text)
  const header = Buffer.alloc(HEADER)
  header[0] = type
  header.writeUInt16BE(data.length, 1)
  header.writeUInt32BE(checksum(data), 3)
  return Buffer.concat([header, data])
}
const page = (...records: readonly Buffer[]) => Buffer.concat([...records, Buffer.alloc(PAGE)], PAGE)
const log = page(record('series'), record('samples'))

describe('the disk of Prometheus', () => {
  test('is counted: blocks, samples, times, and segments of the log', async () => {
    await block(first, 0)
    await block(second, 7_200_000)
    await put('wal/00000001', log)
    await put('wal/checkpoint.00000000/00000000', log)
    await put('chunks_head/000001', 'head')
    await put('lost+found/readme', '')
    expect(await looked('prometheus')).toMatchObject({
      ...{ exitCode: 0, outcome: 'done', counts: { blocks: 2, samples: 2000, segments: 1, torn: 0 } },
      ...{ oldest: 0, newest: 14_400_000 },
    })
  })

  test.each([
    ['no index', { index: '', chunks: 'chunks' }],
    ['empty chunks', { index: 'index', chunks: '' }],
  ])('is broken when a block has %s', async (reason, parts) => {
    await block(first, 0)
    await block(second, 7_200_000, parts)
    expect(await looked('prometheus')).toMatchObject({
      exitCode: 0,
      outcome: 'broken',
      reason: `block 2 has ${reason}`,
    })
  })

  test('is read to its end: every byte of blocks, head and log is counted', async () => {
    await block(first, 0)
    await put('chunks_head/000001', 'head')
    await put('wal/00000001', log)
    expect((await looked('prometheus')).counts?.bytes).toBe('index'.length + 'chunks'.length + 'head'.length + PAGE)
  })

  test.each([
    ['ends within a record', record('cut short').subarray(0, 12)],
    ['ends within a record of several parts', page(record('begun', 2))],
  ])('is whole when the newest segment %s, as after a power cut', async (_, rest) => {
    await block(first, 0)
    await put('wal/00000001', page(record('begun', 2), record('goes on', 3), record('ends', 4)))
    await put('wal/00000002', Buffer.concat([log, rest]))
    expect(await looked('prometheus')).toMatchObject({ outcome: 'done', counts: { segments: 2, torn: 1 } })
  })

  const rotten = Buffer.from(log)
  rotten[HEADER] = 'S'.charCodeAt(0)
  test.each([
    ['has rotted', rotten],
    ['is cut', log.subarray(0, 9)],
    ['is something else', Buffer.from('half a rec')],
    ['begins in the middle of a record', page(record('the end of what', 4))],
    ['has more after its end', page(record('samples'), Buffer.from([0, 1]))],
  ])('is broken when an older segment of the log %s', async (_, segment) => {
    await block(first, 0)
    await put('wal/00000001', segment)
    await put('wal/00000002', log)
    expect(await looked('prometheus')).toMatchObject({
      outcome: 'broken',
      reason: 'segment 1 of 2 of its log cannot be read, nor what comes after it',
    })
  })

  test('knows the checksum that everybody else calculates', () => {
    expect(checksum(Buffer.from('123456789'))).toBe(0xe3069283)
  })

  test('is broken when a block says nothing of itself', async () => {
    await block(first, 0)
    await put(`${first}/meta.json`, '{"minTime":')
    expect(await looked('prometheus')).toMatchObject({
      outcome: 'broken',
      reason: 'the meta of block 1 cannot be read',
    })
  })

  test('is asked for again when the disk itself fails', async () => {
    await mkdir(join(disk, first))
    expect(await looked('prometheus')).toMatchObject({ exitCode: 1, reason: 'the file system answered ENOENT' })
  })

  test('without a database directory is broken', async () => {
    const settings = { store: 'prometheus', directory: join(disk, 'prometheus-db') }
    const { message } = await look(JSON.stringify(settings), { files: nodeFiles, open: openDatabase })
    expect(parsedInspection(message)).toMatchObject({ outcome: 'broken' })
  })
})

describe('the disk of Grafana', () => {
  async function database(change: (database: DatabaseSync) => void) {
    const file = new DatabaseSync(join(disk, 'grafana.db'))
    file.exec('CREATE TABLE dashboard (uid TEXT, is_folder INTEGER); CREATE TABLE data_source (uid TEXT)')
    file.exec("INSERT INTO dashboard VALUES ('a', 0), ('b', 0), ('f', 1); INSERT INTO data_source VALUES ('s')")
    change(file)
    file.close()
  }

  test.each(['DELETE', 'WAL'])('is counted, in journal mode %s', async mode => {
    await database(file => file.exec(`PRAGMA journal_mode = ${mode}`))
    await put('grafana.db-journal', 'unfinished')
    expect(await looked('grafana')).toMatchObject({
      ...{ exitCode: 0, outcome: 'done', counts: { dashboards: 2, folders: 1, sources: 1, unfinished: 1 } },
    })
  })

  test('is broken when its database is spoilt, empty, another, or absent', async () => {
    expect(await looked('grafana')).toMatchObject({ outcome: 'broken', reason: 'there is no database on the volume' })
    await put('grafana.db', 'nothing of the kind')
    expect(await looked('grafana')).toMatchObject({ outcome: 'broken' })
    await rm(join(disk, 'grafana.db'))
    new DatabaseSync(join(disk, 'grafana.db')).exec('CREATE TABLE something (uid TEXT)')
    expect(await looked('grafana')).toMatchObject({ reason: 'its database has no table of dashboards' })
  })
})
