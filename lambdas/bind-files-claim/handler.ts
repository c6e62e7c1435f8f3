// Volume and claim name each other; a released volume still names the claim of before and must forget its uid.
import { Missing, NameTaken, Unavailable } from '../../domain/errors.ts'
import { type ClaimBody, type FileVolume, swappedVolumeName } from '../../domain/files/volume.ts'
import { asLambda } from '../as-lambda.ts'
import { type FileVolumes, fileVolumes } from '../gateways/file-volumes.ts'
import { implement } from '../implement.ts'
import { bindFilesClaim } from './contract.ts'

export const run = implement(
  bindFilesClaim,
  { volumes: fileVolumes },
  async ({ like, to, ...place }, { volumes, run }) => {
    const inCluster = volumes.in(place)
    const old = to === 'the old volume'
    const volume = old ? like.volume : swappedVolumeName(run)
    if (!(await inCluster.findVolume(volume)))
      throw new Missing(`the volume ${volume} does not exist; ${like.claim} cannot be bound to it`)
    await bind(inCluster, like, volume)
    // As it was before the run; the new volume keeps what it stands for.
    if (old && like.reclaimPolicy !== 'Retain') await inCluster.setReclaimPolicy(volume, like.reclaimPolicy)
    return { volume }
  },
)

async function bind(inCluster: FileVolumes, { claim: name, claimBody }: FileVolume, volume: string): Promise<void> {
  const there = await inCluster.findClaim(name)
  if (there?.metadata.deletionTimestamp !== undefined)
    throw new Unavailable(`the claim ${name} is still being deleted; try again when it is gone`)
  if (there && there.spec?.volumeName === volume) return
  if (there)
    throw new NameTaken(
      `the claim ${name} leads to ${there.spec?.volumeName ?? 'no volume'}, expected none of that name`,
    )
  await inCluster.reserve(volume, name)
  const { labels, annotations, spec } = JSON.parse(claimBody) as ClaimBody
  await inCluster.createClaim(name, {
    labels: { ...labels },
    annotations: { ...annotations },
    spec: { ...spec, volumeName: volume },
  })
}

export const handler = asLambda(run)
