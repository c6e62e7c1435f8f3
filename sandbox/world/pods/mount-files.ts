// Mounts Amazon EFS into pods as its CSI driver does: from the volume's handle, through the node's zone.
import { EFS_DRIVER, parseHandle } from '../../../domain/files/volume-handle.ts'
import { MountFailed } from '../../aws/efs/index.ts'
import { notSimulated } from '../../aws/not-simulated.ts'
import type { Chance } from '../../chance.ts'
import type { MountVolume } from '../../kubernetes/controllers/pod-mounts.ts'
import type { Region } from '../../region.ts'

/** Volume attributes that the driver knows, in lower case (aws-efs-csi-driver, `NodePublishVolume`). */
const known = [
  ...['path', 'storage.kubernetes.io/csiprovisioneridentity', 'encryptintransit'],
  ...['mounttargetip', 'crossaccount'],
]

/** A pod of a cluster without nodes runs in one of these zones. */
const letters = ['a', 'b', 'c']

/** `role`: the driver's own, in whose name volumes with the mount option `iam` are mounted. */
export function mountFiles({ efs, name: region }: Region, chance: Chance, role: string): MountVolume {
  return ({ volume, mountPath, subPath, readOnly, pod, zone }) => {
    const source = volume.spec?.csi
    if (source?.driver !== EFS_DRIVER) return undefined
    const handle = parseHandle(source.volumeHandle)
    if (!handle) return { message: `volume handle ${source.volumeHandle} is not understood` }
    const unknown = Object.keys(source.volumeAttributes ?? {}).find(name => !known.includes(name.toLowerCase()))
    if (unknown !== undefined) return { message: `Volume context property ${unknown} not supported.` }
    if (subPath !== '') throw notSimulated('subPath in a volume of EFS')
    const letter = letters[Math.floor(chance.of('zone', pod) * letters.length)]
    try {
      return efs.mount({
        fileSystemId: handle.fileSystemId,
        ...(handle.path !== '' && { path: handle.path }),
        ...(handle.accessPoint !== null && { accessPointId: handle.accessPoint }),
        ...(volume.spec?.mountOptions?.includes('iam') && { roleArn: role }),
        // Of the driver's volume attributes; names are understood in lower case only.
        ...(source.volumeAttributes?.mounttargetip !== undefined && { address: source.volumeAttributes.mounttargetip }),
        zone: zone ?? `${region}${letter}`,
        tls: source.volumeAttributes?.encryptInTransit !== 'false',
        ...{ readOnly, mountedAt: mountPath },
      })
    } catch (error) {
      if (error instanceof MountFailed) return { message: error.message }
      throw error
    }
  }
}
