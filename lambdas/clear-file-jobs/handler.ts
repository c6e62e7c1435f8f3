// A claim in use stays until its pods are gone, and a volume until its claim is; asked for at once, they go in that order.
import { mounts } from '../../domain/files/program.ts'
import { asLambda } from '../as-lambda.ts'
import { allOf } from '../gateways/all-of.ts'
import { fileJobs } from '../gateways/file-jobs.ts'
import { fileVolumes, mountName, runOf } from '../gateways/file-volumes.ts'
import { implement } from '../implement.ts'
import { clearFileJobs } from './contract.ts'

export const run = implement(
  clearFileJobs,
  { jobs: fileJobs, volumes: fileVolumes },
  async (place, { jobs, volumes, run }) => {
    const [inJobs, inVolumes] = [jobs.in(place), volumes.in(place)]
    const ours = (await inJobs.ofRun()).filter(job => job.run === run.id)
    const names = mounts.map(what => mountName(run, what))
    const found = await allOf(
      ...names.map(async name => {
        const [claim, volume] = await allOf(inVolumes.findClaim(name), inVolumes.findVolume(name))
        return { name, claim, volume }
      }),
    )
    const jobsGone = ours.map(async ({ name, uid }) => {
      await inJobs.removeNamed(name, uid)
      return [`Job ${name}`]
    })
    const mountsGone = found.map(async ({ name, claim, volume }) => {
      const removed: string[] = []
      if (claim && runOf(claim) === run.id) {
        await inVolumes.removeClaim(name, claim.metadata.uid)
        removed.push(`claim ${name}`)
      }
      if (volume && runOf(volume) === run.id) {
        await inVolumes.removeVolume(name, volume.metadata.uid)
        removed.push(`volume ${name}`)
      }
      return removed
    })
    const removed = (await allOf(...jobsGone, ...mountsGone)).flat()
    return { removed }
  },
)

export const handler = asLambda(run)
