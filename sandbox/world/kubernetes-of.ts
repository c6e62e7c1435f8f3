// The cluster of a region: its API, who may enter, what its pods mount and run, and the objects that are put into it.

import type { Platform } from '../../domain/platform.ts'
import { firstOf } from '../first-of.ts'
import { KubernetesCluster } from '../kubernetes/cluster.ts'
import { securityGroup, subnet } from '../network.ts'
import type { Region } from '../region.ts'
import { timings } from '../timings.ts'
import type { Ground } from './ground.ts'
import type { MonitoringWorld } from './monitoring/index.ts'
import { filesOutside } from './pods/files-outside.ts'

interface Inside {
  readonly platform: Platform
  readonly region: Region
  readonly monitoring: MonitoringWorld
}

/** With everything that its pods and controllers need of the world; `seed` puts the platform's objects there. */
export function makeKubernetes(
  { shared, options }: Ground,
  { platform, region, monitoring }: Inside,
  seed: (cluster: KubernetesCluster) => void,
): KubernetesCluster {
  const { cloud, copying, kubernetesFaults, kubernetesCalls } = shared
  const { clusterName } = platform.kubernetes
  const surroundings = cloud.surroundings(region.name)
  let count = 0
  const files = filesOutside({ platform, region, cloud, copying })
  const kubernetes: KubernetesCluster = new KubernetesCluster({
    name: clusterName,
    surroundings,
    authenticate: token => {
      const verdict = region.sts.verifyToken(token, clusterName)
      if ('refused' in verdict) return { reason: verdict.refused }
      if (!region.eks.identityOf(clusterName, verdict.roleArn))
        return { reason: `no access entry for ${verdict.roleArn}` }
      return verdict
    },
    groupsOf: roleArn => region.eks.identityOf(clusterName, roleArn)?.groups ?? [],
    secretValue: name => region.secrets.current(name)?.value,
    ...files,
    ...monitoring.outside,
    mount: order => files.mount(order) ?? monitoring.outside.mount(order),
    serve: async request => monitoring.serve(kubernetes, request),
    latency: () =>
      options.ideal ? 0 : surroundings.chance.seconds(timings['api.latency'], 'kubernetes latency', count++) * 1000,
    fault: call => firstOf(kubernetesFaults, each => each(call)),
    trace: entry => kubernetesCalls.push(entry),
  })
  seed(kubernetes)
  region.eks.seed({
    name: clusterName,
    version: '1.34',
    roleArn: `arn:aws:iam::${platform.account}:role/${clusterName}-cluster`,
    certificateAuthority: Buffer.from('certificate authority of the sandbox').toString('base64'),
    network: {
      vpcId: region.vpcId,
      subnetIds: [subnet.nodes('a'), subnet.nodes('b')],
      securityGroupIds: [securityGroup.nodes],
    },
  })
  return kubernetes
}
