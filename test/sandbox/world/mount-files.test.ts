// Volumes of EFS as the CSI driver reads them: what it passes on to the mount, and what it does not understand.
import { describe, expect, test } from '@jest/globals'
import type { MountRequest } from '../../../sandbox/aws/efs/mount.ts'
import { chanceFrom } from '../../../sandbox/chance.ts'
import type { Region } from '../../../sandbox/region.ts'
import { mountFiles } from '../../../sandbox/world/pods/mount-files.ts'

function mounted(csi: object, mountOptions: readonly string[] = []) {
  const asked: MountRequest[] = []
  const efs = {
    mount: (request: MountRequest) => {
      asked.push(request)
      return 'a mount'
    },
  }
  const mount = mountFiles({ efs, name: 'us-east-1' } as unknown as Region, chanceFrom('one'), 'arn:role')
  const volume = { spec: { mountOptions, csi: { driver: 'efs.csi.aws.com', ...csi } } }
  const order = { volume, mountPath: '/files', subPath: '', readOnly: false, pod: 'wordpress-1', zone: 'us-east-1b' }
  return { answer: mount(order as never), asked: asked[0] }
}

describe('The EFS CSI driver', () => {
  const volumeHandle = 'fs-0a1b2c3d::fsap-0a1b2c3d'

  test('mounts through the access point and, as asked for, as itself, without TLS, through one address', () => {
    const volumeAttributes = { encryptInTransit: 'false', mounttargetip: '10.0.1.7' }
    expect(mounted({ volumeHandle, volumeAttributes }, ['iam'])).toMatchObject({
      answer: 'a mount',
      asked: {
        fileSystemId: 'fs-0a1b2c3d',
        accessPointId: 'fsap-0a1b2c3d',
        roleArn: 'arn:role',
        tls: false,
        address: '10.0.1.7',
      },
    })
    expect(mounted({ volumeHandle }).asked).not.toHaveProperty('address')
  })

  test.each([
    [
      { volumeHandle, volumeAttributes: { mountTargetAddress: '10.0.1.7' } },
      'Volume context property mountTargetAddress not supported.',
    ],
    [{ volumeHandle: '/exports' }, 'volume handle /exports is not understood'],
  ])('refuses what it does not know: %j', (csi, message) => {
    expect(mounted(csi)).toEqual({ answer: { message }, asked: undefined })
  })

  test('leaves volumes of other drivers to them', () => {
    expect(mounted({ driver: 'ebs.csi.aws.com', volumeHandle: 'vol-1' })).toEqual({
      answer: undefined,
      asked: undefined,
    })
  })
})
