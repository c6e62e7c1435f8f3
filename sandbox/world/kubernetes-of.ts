// The cluster of a world: its API, who may enter, what its pods mount and run, and the platform's objects in it.
import type { Platform } from '../../domain/platform.ts'
import type { Cloud } from '../cloud.ts'
import { firstOf } from '../first-of.ts'
import { type ApiCall, type ApiFault, type ApiTrace, KubernetesCluster } from '../kubernetes/cluster.ts'
import { seedExample } from '../kubernetes/example.ts'
import { seedCopyProgram } from '../kubernetes/example-files.ts'
import type { Region } from '../region.ts'
import { timings } from '../timings.ts'
import { seedDrillNamespace } from './drill-namespace.ts'
import type { MonitoringWorld } from './monitoring/index.ts'
import { seedLookProgram } from './monitoring/look-program.ts'
import { filesOutside } from './pods/files-outside.ts'
import type { Copying } from './pods/run-program.ts'

interface KubernetesOf {
  readonly platform: Platform
  readonly monitoring: MonitoringWorld
  readonly region: Region
  readonly cloud: Cloud
  readonly copying: Copying
  readonly instant: boolean
  readonly faults: readonly ((call: ApiCall) => ApiFault | undefined)[]
  readonly calls: ApiTrace[]
}

/** The example platform's cluster, with everything that its pods and controllers need of the world. */
export function makeKubernetes({
  platform,
  copying,
  monitoring,
  region,
  cloud,
  instant,
  faults,
  calls,
}: KubernetesOf): KubernetesCluster {
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
      instant ? 0 : surroundings.chance.seconds(timings['api.latency'], 'kubernetes latency', count++) * 1000,
    fault: call => firstOf(faults, each => each(call)),
    trace: entry => calls.push(entry),
  })
  seedExample(kubernetes, platform)
  monitoring.seed(kubernetes)
  seedDrillNamespace(kubernetes, platform)
  for (const each of [platform.kubernetes.namespace, platform.drill.namespace]) seedCopyProgram(kubernetes, each)
  seedLookProgram(kubernetes, platform.drill.namespace)
  region.eks.seed({
    name: clusterName,
    version: '1.34',
    roleArn: `arn:aws:iam::${platform.account}:role/${clusterName}-cluster`,
    certificateAuthority: Buffer.from('certificate authority of the sandbox').toString('base64'),
    network: { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-a', 'subnet-b'], securityGroupIds: ['sg-nodes'] },
  })
  return kubernetes
}
