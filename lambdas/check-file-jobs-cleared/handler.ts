// A claim outlives its pods' use of it by a moment only, so pods need no look of their own.
import { mounts } from '../../domain/files/program.ts'
import { selectorOfRun } from '../../domain/kubernetes-labels.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { fileJobs } from '../gateways/file-jobs.ts'
import { fileVolumes, mountName, runOf } from '../gateways/file-volumes.ts'
import { resources } from '../gateways/kubernetes.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkFileJobsCleared } from './contract.ts'

export const run = implement(
  checkFileJobsCleared,
  { jobs: fileJobs, volumes: fileVolumes },
  async (place, { jobs, volumes, run, environment, watch }) => {
    // They go last: a volume is held by its claim, a claim by pods, pods by their grace.
    const watched = [{ resource: resources.persistentVolume, labels: selectorOfRun(run) }]
    return watching({ environment, watch, clusterName: place.clusterName, watched }, async () => {
      const left = (await jobs.in(place).ofRun()).filter(each => each.run === run.id).map(each => `Job ${each.name}`)
      for (const name of mounts.map(what => mountName(run, what))) {
        const [claim, volume] = [await volumes.in(place).findClaim(name), await volumes.in(place).findVolume(name)]
        if (claim && runOf(claim) === run.id) left.push(`claim ${name}`)
        if (volume && runOf(volume) === run.id) left.push(`volume ${name}`)
      }
      return left.length === 0 ? ready({}) : pending(`going: ${left.join(', ')}`)
    })
  },
)

export const handler = asLambda(run)
