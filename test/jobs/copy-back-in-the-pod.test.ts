// The program's edges in the cluster: a real disk, the signed upload, the size of the script, as far as they can be held.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { describe, expect, test } from '@jest/globals'
import { Sha256 } from '@smithy/core/checksum'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import { build } from 'esbuild'
import { sign } from '../../jobs/copy-back/evidence-bucket.ts'
import { codeOf, type Files } from '../../jobs/copy-back/files.ts'
import { nodeFiles } from '../../jobs/copy-back/node-files.ts'
import { perform } from '../../jobs/copy-back/perform.ts'
import { FileTree, FileView, programFiles } from '../../sandbox/world/files/index.ts'

const night = Date.parse('2026-11-22T03:00:00.123Z')
const directory = 'aws-backup-restore_2026-11-22T10-00-00-000Z'

/** What somebody finds who walks the tree. */
async function tree(files: Files, path: string): Promise<object[]> {
  const all: object[] = []
  for (const name of (await files.readdir(path)).sort()) {
    if (name.startsWith('.muster-')) continue
    const { inode: _, modified, ...entry } = await files.lstat(`${path}/${name}`)
    const linked = {
      ...entry,
      links: entry.kind === 'directory' ? 0 : entry.links,
      size: entry.kind === 'directory' ? 0 : entry.size,
    }
    // Nothing sets the time of what was not copied.
    all.push({ name, ...linked, ...(entry.kind !== 'directory' && { modified: Math.round(modified) }) })
    if (entry.kind === 'directory') all.push(...(await tree(files, `${path}/${name}`)))
  }
  return all
}

async function write(files: Files, path: string, text: string): Promise<void> {
  const file = await files.open(path, 'wx')
  await file.write(new TextEncoder().encode(text))
  await file.close()
  await files.lchown(path, 33, 33)
  await files.chmod(path, 0o4750)
  await files.lutimes(path, night)
}

/** The same disaster on any file system, then the copy back, and the codes of calls that must be refused. */
async function recovered(files: Files, live: string) {
  const restored = `${live}/${directory}`
  for (const path of [restored, `${restored}/up`, `${restored}/up/empty`, `${live}/up`]) await files.mkdir(path)
  await write(files, `${restored}/up/a`, 'a'.repeat(300_000))
  await files.link(`${restored}/up/a`, `${restored}/up/b`)
  await write(files, `${restored}/up/caf\xe9`, '')
  await files.symlink('../nowhere', `${restored}/up/link`)
  await files.lutimes(`${restored}/up/link`, night)
  await write(files, `${restored}/up/kept`, 'old')
  await write(files, `${live}/up/kept`, 'new words')
  const settings = { live, run: 'r', directory }
  const tools = { files, evidence: { put: async () => undefined }, say: () => undefined, attempt: 'pod' }
  const results = []
  for (const mode of ['list', 'copy', 'verify', 'find'])
    results.push(JSON.parse((await perform(JSON.stringify({ mode, ...settings }), tools)).message))
  const refused = [
    () => files.lstat(`${live}/none`),
    () => files.mkdir(`${live}/up`),
    () => files.rmdir(`${live}/up`),
    () => files.link(`${live}/up/a`, `${live}/up/kept`),
    () => files.symlink('x', `${live}/up/kept`),
    () => files.open(`${live}/up/kept`, 'wx'),
    () => files.open(`${live}/up/link`, 'r'),
    () => files.rename(`${live}/up`, `${restored}/up`),
    () => files.rename(`${live}/up`, `${live}/up/kept`),
    () => files.lstat(`${live}/up/kept/x`),
    () => files.readdir(`${live}/up/kept`),
    () => files.readlink(`${live}/up/kept`),
  ]
  const codes = []
  for (const work of refused) codes.push(await work().then(() => 'nothing', codeOf))
  return { results, codes, found: await tree(files, `${live}/up`) }
}

describe('the copy back in its pod', () => {
  test('does on a real disk what it does in the sandbox, down to the error codes', async () => {
    if (process.getuid?.() !== 0) return console.log('skipped: only root may give files away')
    const live = await mkdtemp(`${tmpdir()}/copy-back-`)
    try {
      let time = night
      const view = new FileView(new FileTree(() => (time += 1000)))
      const sandbox = await recovered(programFiles({ mounts: { '/live': view } }), '/live')
      const real = await recovered(nodeFiles, live)

      expect(real.codes).toEqual(sandbox.codes)
      expect(real.found).toEqual(sandbox.found)
      expect(real.results.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done', 'done'])
      expect(real.results.map(({ counts, bytes }) => ({ counts, bytes }))).toEqual(
        sandbox.results.map(({ counts, bytes }) => ({ counts, bytes })),
      )
    } finally {
      await rm(live, { recursive: true })
    }
  })

  test('signs uploads as the SDK does', async () => {
    const keys = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' }
    const put = {
      host: 'evidence.s3.us-east-1.amazonaws.com',
      path: '/runs/r/copy/missing-00001.jsonl',
      body: Buffer.from('{"path":"/ä"}\n'),
    }
    const { authorization = '', ...headers } = sign({ region: 'us-east-1', now: () => night }, keys, put)
    const signer = new SignatureV4({
      region: 'us-east-1',
      service: 's3',
      credentials: keys,
      sha256: Sha256,
      uriEscapePath: false,
    })
    const request = new HttpRequest({
      method: 'PUT',
      hostname: put.host,
      path: put.path,
      body: put.body,
      headers: { ...headers, host: put.host },
    })
    const signed = await signer.sign(request, { signingDate: new Date(night) })
    expect(authorization).toBe(signed.headers.authorization)
  })

  test('is one file without dependencies that fits into a ConfigMap many times over', async () => {
    const options = {
      bundle: true,
      platform: 'node',
      format: 'esm',
      minify: true,
      write: false,
      metafile: true,
    } as const
    const { outputFiles, metafile } = await build({ ...options, entryPoints: ['jobs/copy-back/main.ts'] })
    expect(outputFiles[0]?.contents.length).toBeLessThan(100 * 1024)
    expect(Object.keys(metafile.inputs).filter(each => !each.startsWith('jobs/copy-back/'))).toEqual([])
    const imports = Object.values(metafile.outputs).flatMap(each => each.imports.map(({ path }) => path))
    expect(imports.filter(path => !path.startsWith('node:'))).toEqual([])
  })
})
