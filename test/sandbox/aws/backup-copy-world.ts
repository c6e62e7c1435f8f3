// The morning after a night of backups and of copies into another region’s vault, for tests of copies.
import { hour } from './calling.ts'
import { five, type Setting, twoRegions, vaultArn, west } from './two-regions.ts'

export const farVault = vaultArn(west, 'far')

/** Two regions on the evening after a night's backups and copies. */
export async function morningAfter(
  options: Setting = {},
  prepare: (world: ReturnType<typeof twoRegions>) => void = () => {},
) {
  const world = twoRegions(options)
  prepare(world)
  await world.clock.run(five + 14 * hour)
  const jobs = world.home.backup.copyJobs()
  const job = (type: string) => {
    const found = jobs.find(each => each.point.type === type)
    if (!found) throw new Error(`no copy of ${type}`)
    return found
  }
  const arrived = () => world.far.backup.recoveryPoints('far')
  return {
    ...world,
    job,
    arrived,
    states: () => jobs.map(({ state }) => state),
    point: (type: string) => job(type).point,
  }
}
