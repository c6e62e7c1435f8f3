// Amazon EC2 and EFS of a region: where its subnets are, and how much of what is limited is in use.
import { DescribeSubnetsCommand, DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2'
import { DescribeFileSystemsCommand, EFSClient } from '@aws-sdk/client-efs'
import type { Environment } from '../../environment.ts'
import { clientFor } from '../clients.ts'

export const regionRoom = (environment: Environment) => ({
  /** Zone of each of these subnets by its id, for those that exist. */
  zonesOf: async (ids: readonly string[]): Promise<Readonly<Record<string, string>>> => {
    // A filter, and not the ids themselves: one that is missing would hide the others.
    const Filters = [{ Name: 'subnet-id', Values: [...ids] }]
    const { Subnets = [] } = await clientFor(EC2Client, environment).send(new DescribeSubnetsCommand({ Filters }))
    return Object.fromEntries(Subnets.map(each => [each.SubnetId ?? '', each.AvailabilityZone ?? '']))
  },
  fileSystems: async (): Promise<number> => {
    const client = clientFor(EFSClient, environment)
    let count = 0
    let Marker: string | undefined
    do {
      const page = await client.send(new DescribeFileSystemsCommand({ Marker }))
      count += page.FileSystems?.length ?? 0
      Marker = page.NextMarker
    } while (Marker)
    return count
  },
  /** GiB of all gp3 volumes together. */
  volumeStorage: async (): Promise<number> => {
    const client = clientFor(EC2Client, environment)
    const Filters = [{ Name: 'volume-type', Values: ['gp3'] }]
    let size = 0
    let NextToken: string | undefined
    do {
      const page = await client.send(new DescribeVolumesCommand({ Filters, NextToken }))
      size += (page.Volumes ?? []).reduce((sum, volume) => sum + (volume.Size ?? 0), 0)
      NextToken = page.NextToken
    } while (NextToken)
    return size
  },
})
