// What a sweep takes for production, and what a recovery of deleted files may change in it.
import { describe, expect, jest, test } from '@jest/globals'
import { EFS_DRIVER } from '../../domain/files/volume-handle.ts'
import { runLabels } from '../../domain/kubernetes-labels.ts'
import { persistentVolumeClaims } from '../../sandbox/kubernetes/kinds.ts'
import { ended, startRun } from '../../sandbox/stage.ts'
import { changedProduction, productionOf } from '../../sandbox/sweep/production.ts'
import { changedBesides } from '../../sandbox/sweep/recovered.ts'
import { stageFor } from '../../sandbox/sweep/rehearse-case.ts'
import { platform } from '../rehearsing.ts'
import { subject } from './sweep-subject.ts'

// A rehearsal takes about half a second; the machine may be busy.
jest.setTimeout(300_000)

describe.each(['items', 'whole'])('a recovery of deleted files, %s,', way => {
  const content = '/wp-content'
  const recovered = async () => {
    const stage = await stageFor({ ...subject('recover'), scenario: 'file-deletion', input: { mode: way } })
    const found = productionOf(stage.world)
    const run = startRun(stage)
    await ended(run)
    stage.world.visitors.stop()
    expect(run.execution.output).toContain('Recovered')
    return { stage, found }
  }
  const { fileSystemId, claim } = platform.files

  test('may bring files back as the recovery point has them, and move what it is there to move: nothing else', async () => {
    const { stage, found } = await recovered()
    const { region } = stage.world
    const strict = changedProduction(found, productionOf(stage.world)).join('\n')
    expect(strict).toContain(way === 'items' ? 'files in /wp-content/uploads/2029/05' : `claim ${claim} was changed`)
    expect(changedBesides({ stage, found })).toEqual([])

    const served = region.efs.fileSystems().findLast(({ state }) => state === 'available')?.id ?? fileSystemId
    const root = region.efs.root(served)
    // Back in another state, replaced though somebody had uploaded it anew, changed though nobody had deleted it, made up.
    root.chmod(`${content}/uploads/2029/05/harbour-20290501.jpg`, 0o600)
    root.writeFile(`${content}/uploads/2029/07/harbour-20290701.jpg`, 'the picture of before')
    root.writeFile(`${content}/uploads/2028/12/programme.pdf`, 'another programme')
    root.writeFile(`${content}/uploads/2029/06/stranger.jpg`, 'from nowhere')
    region.efs.setPolicy(served, undefined)
    expect(changedBesides({ stage, found }).map(each => each.split(' was changed')[0])).toEqual(
      expect.arrayContaining([
        ...['2029/05', '2029/06', '2029/07', '2028/12'].map(month => `files in ${content}/uploads/${month}`),
        'files: settings in use',
      ]),
    )
  })
})

test('what a run mounts for itself is not production, and what is WordPress’s own is, whoever has marked it', async () => {
  const { world } = await stageFor({ ...subject('recover'), scenario: 'file-deletion' })
  const { store } = world.kubernetes
  const { claim } = platform.files
  const { namespace } = platform.kubernetes
  const found = productionOf(world)
  const marks = { labels: { ...runLabels({ id: 'any', mode: 'recover' }) } }
  const spec = { accessModes: ['ReadWriteMany'], volumeMode: 'Filesystem', storageClassName: '' }
  const volume = { csi: { driver: EFS_DRIVER, volumeHandle: platform.files.fileSystemId } }
  const seed = (kind: string, name: string, more: object, metadata: object) =>
    world.kubernetes.seed({ apiVersion: 'v1', kind, metadata: { name, ...metadata }, spec: { ...spec, ...more } })
  seed('PersistentVolume', 'muster-live', volume, marks)
  seed('PersistentVolumeClaim', 'muster-live', { volumeName: 'muster-live' }, { namespace, ...marks })
  expect(changedProduction(found, productionOf(world))).toEqual([])
  seed('PersistentVolume', 'of-somebody', volume, {})
  const own = store.get(persistentVolumeClaims, namespace, claim)
  if (own) store.update(own, draft => Object.assign(draft.metadata, marks))
  expect(changedProduction(found, productionOf(world)).map(each => each.split(' was changed')[0])).toEqual([
    `files: claim ${claim}`,
    'files: volume of-somebody',
    'files: reclaim policy of of-somebody',
  ])
})
