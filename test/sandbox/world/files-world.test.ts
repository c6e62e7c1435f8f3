// Production's files in the world: pods serve them, people miss what is deleted, and a Job copies it back.

import { describe, expect, test } from '@jest/globals'
import { HttpRequest } from '@smithy/protocol-http'
import { pods } from '../../../sandbox/kubernetes/kinds.ts'
import { leftovers } from '../../../sandbox/leftovers.ts'
import { changedProduction, productionOf } from '../../../sandbox/sweep/production.ts'
import { fileDeletion } from '../../../sandbox/world/disasters/file-deletion.ts'
import { filesInventory, servingFiles } from '../../../sandbox/world/files-inventory.ts'
import { ask } from '../aws/calling.ts'
import { fileSystemId, filesWorld, hour, minute, platform, seedCopyJob, seedRootVolume } from './files-world.ts'

const picture = '/wp-content/uploads/2029/07/harbour-20290701.jpg'
const bad = (visits: readonly { readonly seen: string }[]) => visits.filter(({ seen }) => seen !== 'ok').length

/** People have used the site for half an hour, a year of uploads is gone, and is restored into the file system. */
async function restored() {
  const world = filesWorld({ begins: Date.parse('2030-03-04T06:28:30Z') })
  await world.pass(5 * minute)
  world.fileVisitors.start()
  await world.clock.run(Date.parse(fileDeletion.at))
  const incidentAt = world.clock.now()
  fileDeletion.strike(world)
  await world.pass(450_000)
  const paths = fileDeletion.request(world).paths as readonly string[]
  const metadata = {
    newFileSystem: 'false',
    'file-system-id': fileSystemId,
    ItemsToRestore: JSON.stringify(paths),
  }
  const from = world.clock.now()
  const id = world.restore(metadata, { RecoveryPointArn: world.newest() })
  await world.clock.run(() => world.job(id).Status !== 'PENDING' && world.job(id).Status !== 'RUNNING')
  const between = { from: new Date(from).toISOString(), to: new Date(world.clock.now()).toISOString() }
  seedRootVolume(world, 'root')
  const settings = { restoredBetween: between, items: paths }
  return { ...world, id, incidentAt, settings }
}

describe('A healthy platform', () => {
  test('serves attachments from a mount that every pod has, and people find all of them', async () => {
    const { fileVisitors, cloud, pass, kubernetes } = filesWorld()
    await pass(10 * minute)
    fileVisitors.start()
    await pass(2 * hour)
    expect(fileVisitors.visits.length).toBeGreaterThan(1400)
    expect(bad(fileVisitors.visits)).toBe(0)
    expect([fileVisitors.writes, fileVisitors.lost()]).toEqual([240, 0])
    for (const pod of kubernetes.readyPods('wordpress', 'wordpress'))
      expect(Object.keys(pod.mounted.trees)).toEqual(['/var/www/html/wp-content'])
    const get = async (path: string) =>
      (await cloud.transport.handle(new HttpRequest({ method: 'GET', hostname: 'www.example.com', path }))).response
    expect((await get('/wp-content/uploads/2029/07/harbour-20290701.jpg')).statusCode).toBe(200)
    expect((await get('/wp-content/uploads/Fotos%20&%20Stra%C3%9Fenfest/caf%E9.jpg')).statusCode).toBe(200)
    expect((await get('/wp-content/uploads/2019/nothing.jpg')).statusCode).toBe(404)
  })

  test('is backed up at two in the morning as it is then, beside thirteen older nights', async () => {
    const { region, clock, fileVisitors, newest } = filesWorld()
    await clock.run(Date.parse('2030-03-04T01:40:00Z'))
    fileVisitors.start()
    const before = newest()
    await clock.run(Date.parse('2030-03-04T04:00:00Z'))
    expect(newest()).not.toBe(before)
    const points = region.backup.recoveryPoints(platform.files.vault)
    expect(points).toHaveLength(14)
    expect(points.map(({ type, status }) => `${type} ${status}`)).toEqual(Array(14).fill('EFS COMPLETED'))
    const [old, last] = [points[0], points.at(-1)]
    expect(last?.sizeBytes).not.toBe(old?.sizeBytes)
    expect(last?.sizeBytes).not.toBe(region.efs.tree(fileSystemId).bytes)
  })
})

describe('Deleted uploads', () => {
  test('are missed at once, and are right again when a Job has copied them back', async () => {
    const world = await restored()
    const { fileVisitors, incidentAt, pass, said, status, root, region } = world
    const missed = fileVisitors.visits.filter(({ at, seen }) => at > incidentAt && seen === 'wrong').length
    expect(missed).toBeGreaterThan(10)
    expect(world.job(world.id)).toMatchObject({
      Status: 'COMPLETED',
      CreatedResourceArn: expect.stringContaining(fileSystemId),
    })
    seedCopyJob(world, { name: 'copy', claim: 'root', settings: { mode: 'copy', ...world.settings } })
    await pass(25 * minute)
    expect(status('copy')?.conditions?.at(-1)).toMatchObject({ type: 'Complete' })
    // Pictures that people uploaded meanwhile stay, the one of the disaster among them; in ten minutes they are some more.
    expect(['done', 'differs']).toContain(said('copy')?.outcome)
    expect(said('copy')?.counts.notCopied).toBeLessThan(12)
    expect(said('copy')?.counts.newer).toBeGreaterThan(0)
    expect(Buffer.from(root.readFile(picture)).toString()).toBe('the picture as somebody still had it')
    expect(root.lstat('/wp-content/uploads/2029/.htaccess')).toMatchObject({ owner: 0, mode: 0o444 })
    seedCopyJob(world, { name: 'verify', claim: 'root', settings: { mode: 'verify', ...world.settings } })
    await pass(25 * minute)
    expect(said('verify')).toMatchObject({ outcome: 'done', counts: { different: 0, gone: 0 } })
    await pass(2 * minute)
    expect(bad(fileVisitors.visits.slice(-12))).toBe(0)
    // Only pictures that were replaced since the night and then deleted are lost: the loss reaches to the first of them.
    expect(fileVisitors.achievedRpo(incidentAt)).toBeLessThan(30 * 60)
    const listings = region.s3.keys(platform.muster.evidenceBucket)
    expect(listings.filter(key => key.startsWith('files/copy/copy/'))).not.toEqual([])
  })

  test('stay as they are when root is squashed: the program refuses and touches nothing', async () => {
    const world = await restored()
    const { service } = world.region.efs
    const { Policy } = ask(service, 'DescribeFileSystemPolicy', { FileSystemId: fileSystemId })
    const without = Policy.replace(',"elasticfilesystem:ClientRootAccess"', '')
    expect(without).not.toBe(Policy)
    world.region.efs.setPolicy(fileSystemId, without)
    const before = world.region.efs.tree(fileSystemId).count
    seedCopyJob(world, { name: 'copy', claim: 'root', settings: { mode: 'copy', ...world.settings } })
    await world.pass(3 * minute)
    expect(world.said('copy')).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('not root') })
    expect(world.region.efs.tree(fileSystemId).count - before).toBeLessThan(6)
  })

  test('are copied as far as the Job came when its deadline passes, and another Job goes on from there', async () => {
    const world = await restored()
    world.fileVisitors.stop()
    world.copying.slowdown = 100
    seedCopyJob(world, { name: 'copy', claim: 'root', settings: { mode: 'copy', ...world.settings }, deadline: 60 })
    await world.pass(5 * minute)
    expect(world.status('copy')?.conditions?.at(-1)).toMatchObject({ type: 'Failed', reason: 'DeadlineExceeded' })
    expect(world.said('copy')).toBeUndefined()
    expect(world.root.exists('/.muster-test')).toBe(true)
    const stopped = world.region.efs.tree(fileSystemId).count
    await world.pass(10 * minute)
    expect(world.region.efs.tree(fileSystemId).count - stopped).toBeLessThan(30)
    world.copying.slowdown = 1
    seedCopyJob(world, { name: 'again', claim: 'root', settings: { mode: 'copy', ...world.settings } })
    await world.pass(25 * minute)
    expect(world.said('again')).toMatchObject({ outcome: 'done', counts: { notCopied: 0 } })
  })
})

describe('A pod', () => {
  test('whose zone has no mount target that works stays in creation, and starts when it has', async () => {
    const world = filesWorld()
    await world.pass(5 * minute)
    for (const letter of ['a', 'b', 'c']) world.region.efs.breakMountTarget(fileSystemId, `us-east-1${letter}`)
    seedRootVolume(world, 'root')
    seedCopyJob(world, {
      name: 'find',
      claim: 'root',
      settings: { mode: 'discard', directory: 'aws-backup-restore_x' },
    })
    await world.pass(10 * minute)
    const [pod] = world.kubernetes.store.list(pods, 'wordpress').filter(each => each.metadata.name.startsWith('find-'))
    expect(pod?.status).toMatchObject({
      phase: 'Pending',
      containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }],
    })
    expect(world.siteFiles.get('/uploads/2029/07/programme.pdf').status).toBe(500)
  })

  test('with another text in the ConfigMap has another program, which is refused by name', async () => {
    const world = filesWorld()
    await world.pass(5 * minute)
    const map = world.kubernetes.store.list(
      { ...pods, kind: 'ConfigMap', plural: 'configmaps' } as never,
      'wordpress',
    )[0]
    if (map)
      world.kubernetes.store.update(map as never, (draft: { data?: object }) => {
        draft.data = { 'copy-back.mjs': 'console.log()' }
      })
    seedRootVolume(world, 'root')
    seedCopyJob(world, { name: 'find', claim: 'root', settings: {} })
    await expect(world.pass(5 * minute)).rejects.toThrow('does not simulate the program copy-back.mjs')
  })
})

describe('What is looked at after a run', () => {
  test('does not mind what people do, and minds a file that a run touched', async () => {
    const world = filesWorld()
    await world.pass(10 * minute)
    world.fileVisitors.start()
    const before = productionOf(world)
    await world.pass(2 * hour)
    expect(changedProduction(before, productionOf(world))).toEqual([])
    world.root.chmod('/wp-content/themes/gazette/style.css', 0o600)
    world.root.unlink('/wp-content/uploads/2028/12/programme.pdf')
    expect(changedProduction(before, productionOf(world)).map(each => each.split(' was changed')[0])).toEqual([
      'files in /wp-content/themes/gazette',
      'files in /wp-content/uploads/2028/12',
    ])
  })

  test('are file systems with their doors, directories that restores left, and volumes', async () => {
    const world = await restored()
    const id = world.region.efs.seed({ subnets: ['subnet-0a1b2c3d4e5f60a0a'] })
    const names = filesInventory(world)
    expect(names).toContain(`file system ${id}`)
    expect(names.filter(name => name.startsWith(`mount target of ${id}: `))).toHaveLength(1)
    expect(names.filter(name => name.startsWith(`directory ${fileSystemId}/aws-backup-restore_`))).toHaveLength(1)
    expect(names).toEqual(expect.arrayContaining(['volume root', 'claim wordpress/root']))
    expect(leftovers(new Set(servingFiles(world)), new Set(names), [id])).toEqual([
      'claim wordpress/root',
      expect.stringMatching(/^directory fs-0a1b2c3d4e5f60718\/aws-backup-restore_/),
      'volume root',
    ])
  })
})
