// A claim in use stays until its pods are gone, and a volume until its claim is; asked for at once, they go in that order.
import { mounts } from '../../domain/files/program.ts'
import { asLambda } from '../as-lambda.ts'
import { fileJobs } from '../gateways/file-jobs.ts'
import { fileVolumes, mountName, runOf } from '../gateways/file-volumes.ts'
import { implement } from '../implement.ts'
import { clearFileJobs } from './contract.ts'

export const run = implement(
  clearFileJobs,
  { jobs: fileJobs, volumes: fileVolumes },
  async (place, { jobs, volumes, run }) => {
    const removed: string[] = []
    const [inJobs, inVolumes] = [jobs.in(place), volumes.in(place)]
    for (const job of await inJobs.ofRun()) {
      if (job.run !== run.id) continue
      await inJobs.removeNamed(job.name, job.uid)
      removed.push(`Job ${job.name}`)
    }
    for (const name of mounts.map(what => mountName(run, what))) {
      const claim = await inVolumes.findClaim(name)
      const volume = await inVolumes.findVolume(name)
      if (claim && runOf(claim) === run.id) {
        await inVolumes.removeClaim(name, claim.metadata.uid)
        removed.push(`claim ${name}`)
      }
      if (volume && runOf(volume) === run.id) {
        await inVolumes.removeVolume(name, volume.metadata.uid)
        removed.push(`volume ${name}`)
      }
    }
    return { removed }
  },
)

export const handler = asLambda(run)
