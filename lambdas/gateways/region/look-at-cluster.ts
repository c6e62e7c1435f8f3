// The Kubernetes cluster of a region, and whether the images that run in it can be pulled there.
import { type Findings, findings } from '../../../domain/application-preflight.ts'
import type { Platform } from '../../../domain/platform.ts'
import { imageBlockers } from '../../../domain/region/images.ts'
import { claimInTheWay, clusterBlockers } from '../../../domain/region/prepared.ts'
import type { Environment } from '../../environment.ts'
import { cluster } from '../cluster.ts'
import { eksClusters } from '../eks-cluster.ts'
import { resources } from '../kubernetes.ts'
import { kubernetesOf } from '../kubernetes-of.ts'
import { orBlocked } from '../or-blocked.ts'

/** Found now it costs a minute; found when it is to be bound, it costs the restore. */
async function claimBlockers(
  environment: Environment,
  { clusterName, namespace }: Platform['kubernetes'],
  name: string,
) {
  const place = { namespace, name }
  const found = await kubernetesOf(environment, clusterName).get(resources.persistentVolumeClaim, place)
  return found ? claimInTheWay(`${namespace}/${name}`, found.spec?.volumeName) : []
}

type Images = Readonly<Record<string, string>>

/**
 * @param claim of WordPress, that a run is to make; null where it makes none
 * @param ours images of our own Jobs, by what they are for
 */
export const clusterOfRegion =
  (environment: Environment) =>
  async (kubernetes: Platform['kubernetes'], claim: string | null, ours: Images): Promise<Findings> => {
    const { region } = environment
    const { clusterName, deployment: name } = kubernetes
    const there = await orBlocked(clusterName, async () => {
      const blockers = clusterBlockers(clusterName, await eksClusters(environment).status(clusterName))
      if (blockers.length > 0) return { blockers, notes: [] }
      const deployment = await cluster(environment).of(kubernetes).deployment(name)
      const containers = deployment?.spec?.template.spec?.containers ?? []
      const images = Object.fromEntries(containers.map(each => [`${name}/${each.name}`, each.image ?? '']))
      const stands = claim === null ? [] : await claimBlockers(environment, kubernetes, claim)
      return { blockers: [...imageBlockers(images, region), ...stands], notes: [] }
    })
    return findings({ blockers: imageBlockers(ours, region) }, there)
  }
