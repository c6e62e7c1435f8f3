// Files were deleted: what the person on call is promised, item by item or with a file system restored whole.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { reportKeys } from '../../domain/control-records.ts'
import { listingsOf } from '../../domain/files/program.ts'
import { parseHandle } from '../../domain/files/volume-handle.ts'
import { KEEP_UNTIL_TAG } from '../../domain/run.ts'
import { persistentVolumeClaims, persistentVolumes } from '../../sandbox/kubernetes/kinds.ts'
import type { Outcome } from '../../sandbox/rehearsal.ts'
import { closeStage, type Run, type Stage } from '../../sandbox/stage.ts'
import type { FileView } from '../../sandbox/world/files/index.ts'
import type { World } from '../../sandbox/world/world.ts'
import { expectGolden } from '../golden.ts'
import { outcomeSchema } from '../outcome-schema.ts'
import { ALL_DUES, contentOf, dues, measured, platform, played, playedOnce, staged, stepNamed } from '../rehearsing.ts'
import { timelineText } from '../timeline-text.ts'

jest.setTimeout(90_000)
const { files, muster } = platform
const { fileSystemId, path: content } = files
const scenario = 'file-deletion'
const quickly = { commitWindowMinutes: 5 }

/** Every file below a directory, with what makes it that file; what visitors write all day is left out. */
function told(view: FileView, directory: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const name of view.readdir(directory)) {
    const path = `${directory}/${name}`
    const { kind, owner, group, mode, modifiedAt } = view.lstat(path)
    const holds = kind === 'file' ? view.sha256(path) : ''
    if (kind === 'directory') for (const each of told(view, path)) found.set(...each)
    else if (!/visitor-|-300x200\.jpg$/.test(name))
      found.set(path, [kind, owner, group, mode, modifiedAt, holds].join(' '))
  }
  return found
}

const root = ({ region }: World, id = fileSystemId) => region.efs.root(id)
const traces = (view: FileView) => view.readdir('/').filter(name => /^(aws-backup-|\.muster-)/.test(name))

/** File system behind the claim that WordPress uses. */
function mountedIn({ kubernetes }: World): string | undefined {
  const claim = kubernetes.store.get(persistentVolumeClaims, platform.kubernetes.namespace, files.claim)
  const volume = kubernetes.store.get(persistentVolumes, undefined, claim?.spec?.volumeName ?? '')
  return parseHandle(volume?.spec?.csi?.volumeHandle ?? '')?.fileSystemId
}

interface Played {
  readonly stage: Stage
  readonly run: Run
  readonly outcome: Outcome
  /** The live files when the run began. */
  readonly before: ReadonlyMap<string, string>
}

async function playedFully(mode: 'recover' | 'drill', input: object): Promise<Played> {
  const stage = await staged({ scenario, mode, seed: 'calm', input: { ...input } }, { quick: false })
  const before = told(root(stage.world), content)
  const run = await played(stage)
  await closeStage(stage)
  return { stage, run, outcome: measured(stage, run), before }
}

describe('items copied back, with the usual timings', () => {
  let it: Played
  let healthy: ReadonlyMap<string, string>

  beforeAll(async () => {
    it = await playedFully('recover', {})
    // A drill's world is the same, and nothing is deleted in it.
    healthy = told(root((await staged({ scenario, mode: 'drill', seed: 'calm' }, { quick: false })).world), content)
  })

  test('ends Recovered within the promised times, without an outage, and leaves nothing behind', () => {
    const { outcome, run } = it
    expect(outcome).toMatchObject({ ending: 'Recovered', cause: '', denied: [], leftovers: [], retained: [] })
    expect(outcome.objectives.rto).toMatchObject({ promisedSeconds: 1800, met: true })
    expect(outcome.objectives.rpo).toMatchObject({ promisedSeconds: 86_400, met: true })
    expect(outcome.visitors).toMatchObject({ failed: 0, outageSeconds: 0, healthyAtEnd: true })
    expect(outcome.visitors.wrong).toBeGreaterThan(0)
    expect(outcomeSchema.parse(JSON.parse(JSON.stringify(outcome)))).toEqual(outcome)
    expect(traces(root(run.world))).toEqual([])
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('reads as the golden does', () => {
    expectGolden('file-deletion/items-timeline.txt', timelineText(it.outcome))
  })

  test('brings back every deleted file as it was in the night, and changes no other by a byte', () => {
    const after = told(root(it.run.world), content)

    for (const [path, was] of it.before) expect([path, after.get(path)]).toEqual([path, was])
    const back = [...after.keys()].filter(path => !it.before.has(path))
    expect(back.length).toBeGreaterThan(80)
    for (const path of back) expect([path, after.get(path)]).toEqual([path, healthy.get(path)])
    for (const path of healthy.keys()) expect([path, after.has(path)]).toEqual([path, true])
  })

  test('tells names of files nowhere but in the listings', () => {
    const evidence = contentOf(it.run.world, muster.evidenceBucket)
    const listings = [...evidence].filter(([key]) => key.startsWith(`${listingsOf(it.run.id)}/`))
    const names = ['list/missing', 'list/deleted', 'copy/copied', 'verify/verified']

    for (const name of names)
      expect(listings.some(([key, text]) => key.includes(name) && text.includes('harbour'))).toBe(true)
    const elsewhere = [
      JSON.stringify(it.run.execution.history),
      JSON.stringify(it.run.world.logs),
      evidence.get(reportKeys(it.run.id).markdown) ?? '',
    ]
    for (const text of elsewhere) expect(text).not.toContain('harbour-')
  })
})

describe('a file system restored whole, with the usual timings', () => {
  let it: Played

  beforeAll(async () => {
    it = await playedFully('recover', { mode: 'whole' })
  })

  test('ends Recovered with WordPress on the new file system, and keeps the old one and its volume', () => {
    const { outcome, run } = it
    const id = mountedIn(run.world)
    expect(outcome).toMatchObject({ ending: 'Recovered', cause: '', denied: [], leftovers: [] })
    expect(outcome.objectives.rto).toMatchObject({ met: true })
    expect(outcome.visitors).toMatchObject({ healthyAtEnd: true })
    expect(id).not.toBe(fileSystemId)
    expect(outcome.retained.map(each => each.id)).toEqual([fileSystemId, expect.stringContaining('wordpress-efs')])
    const tags = run.world.region.efs.fileSystems().find(each => each.id === fileSystemId)?.tags ?? []
    expect(tags.some(({ Key }) => Key === KEEP_UNTIL_TAG)).toBe(true)
    expect(traces(root(run.world, id))).toEqual([])
  })

  test('reads as the golden does', () => {
    expectGolden('file-deletion/whole-timeline.txt', timelineText(it.outcome))
  })

  test('its outage is that of the swap, and nobody’s work since the recovery point is lost', () => {
    const { outcome, run, before } = it
    const after = told(root(run.world, mountedIn(run.world)), content)

    expect(outcome.visitors.outageSeconds).toBeGreaterThan(0)
    expect(outcome.visitors.outageSeconds).toBeLessThan(240)
    for (const [path, was] of before) expect([path, after.get(path)]).toEqual([path, was])
    expect(after.size).toBeGreaterThan(before.size)
  })

  test('has everything that a restore does not bring along', () => {
    const { efs } = it.run.world.region
    const id = mountedIn(it.run.world) ?? ''

    expect(stepNamed(it.outcome, 'parity')?.said).toContain('unexplained 0')
    expect(efs.mountTargets(id)).toHaveLength(efs.mountTargets(fileSystemId).length)
    expect(efs.accessPoints(id)).toHaveLength(efs.accessPoints(fileSystemId).length)
  })

  test('tells Git and Terraform what to learn, in the report', () => {
    const report = contentOf(it.run.world, muster.evidenceBucket).get(reportKeys(it.run.id).markdown) ?? ''
    expect(report).toContain(`files.fileSystemId: ${mountedIn(it.run.world)}`)
    expect(report).toContain('Listings of files')
  })
})

describe('a drill, with the usual timings', () => {
  test('reads every file of a file system of its own, touches nothing of production, and takes everything away', async () => {
    const { outcome, run, before } = await playedFully('drill', {})

    expect(outcome).toMatchObject({ ending: 'DrillPassed', cause: '', denied: [], leftovers: [], retained: [] })
    expect(outcome.objectives.rto).toMatchObject({ met: true })
    expect(outcome.visitors).toMatchObject({ failed: 0, wrong: 0 })
    expect(run.world.region.efs.fileSystems().map(({ id }) => id)).toEqual([fileSystemId])
    const after = told(root(run.world), content)
    for (const [path, was] of before) expect([path, after.get(path)]).toEqual([path, was])
    const surveyed = [...contentOf(run.world, muster.evidenceBucket)].find(([key]) => key.includes('survey/surveyed'))
    expect(surveyed?.[1]).toContain('"sha256":')
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('is refused when it is asked to write to the live files', async () => {
    const { outcome } = await playedOnce({ scenario, mode: 'drill', input: { mode: 'items' } })
    expect(outcome).toMatchObject({ ending: 'Refused', cause: expect.stringContaining('a drill does not write') })
  })
})

describe('when nobody knows what was deleted', () => {
  test('everything is compared, and what is missing comes back', async () => {
    const { run, outcome } = await playedOnce({ scenario, input: { ...quickly, paths: null } })

    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    const { calls } = run.world.cloud
    expect(calls.some(({ operation }) => operation === 'backup:StartRestoreJob')).toBe(true)
    const deleted = [...contentOf(run.world, muster.evidenceBucket)].find(([key]) => key.includes('list/deleted'))
    expect(deleted?.[1]).toContain(`${content}/uploads/2029`)
  })

  test('paths that the recovery point does not hold are told instead of copied, and everything is taken back', async () => {
    const paths = [`${content}/uploads/1999`]
    const { outcome } = await playedOnce({ scenario, input: { ...quickly, paths } })

    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.cause).toContain('1 of the paths asked for are not in the recovery point')
  })
})

describe('when something goes wrong', () => {
  const faulted = (faults: readonly string[], input: object = {}) =>
    playedOnce({ scenario, faults, input: { ...quickly, ...input } })

  test('a squashed root is found before anything is restored', async () => {
    const { outcome } = await faulted(['root-squashed'])
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.cause).toContain('ClientRootAccess')
    expect(outcome.calls.byOperation).not.toHaveProperty('backup:StartRestoreJob')
  })

  test.each(['items', 'whole'])('a restore (%s) that FAILED leaves nothing of itself', async mode => {
    const { outcome, run } = await faulted(['files-restore-fails'], { mode })
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.cause).toContain('RestoreFailed')
    expect(traces(root(run.world))).toEqual([])
  })

  test('a file that somebody uploads again before the approval is theirs, and the others come back', async () => {
    const { outcome, run } = await faulted(['upload-meanwhile'])
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    const again = root(run.world).readFile(`${content}/uploads/2029/03/programme.pdf`)
    expect(Buffer.from(again).toString()).toContain('somebody still had it')
  })

  test('a Job that does not end in time is stopped, and what it copied is taken back', async () => {
    const { outcome, run } = await faulted(['copy-crawls'])
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.cause).toContain('DeadlineExceeded')
    expect(root(run.world).exists(`${content}/uploads/2029/03`)).toBe(false)
  })

  test('directories of earlier restores are neither taken for the run’s nor removed', async () => {
    const { outcome, run } = await faulted(['earlier-restores'])
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(traces(root(run.world)).length).toBeGreaterThan(1)
  })

  test('what AWS Backup could not place is kept for a person to look at', async () => {
    const { outcome } = await faulted(['files-lost-and-found'])
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(outcome.retained.map(({ id }) => id)).toEqual([`${fileSystemId}/aws-backup-lost+found`])
  })

  test('a person who says no finds everything as it was', async () => {
    const { outcome, run } = await playedOnce({ scenario, input: quickly, approving: { kind: 'reject' } })
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(traces(root(run.world))).toEqual([])
  })

  test('a person who goes back after a swap finds WordPress on the old volume, and the new file system kept', async () => {
    const { outcome, run } = await faulted(['operator-rolls-back@2'], { mode: 'whole' })
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(mountedIn(run.world)).toBe(fileSystemId)
    expect(outcome.visitors.failed).toBeGreaterThan(0)
    expect(outcome.retained).toHaveLength(1)
  })

  test('a person who goes back after a copy finds the copied files gone again, and those of people kept', async () => {
    const { outcome, run } = await faulted(['operator-rolls-back@2'])
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(root(run.world).exists(`${content}/uploads/2029/03`)).toBe(false)
    expect(root(run.world).exists(`${content}/uploads/2029/07/harbour-20290701.jpg`)).toBe(true)
  })
})
