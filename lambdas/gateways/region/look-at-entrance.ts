// How visitors would come in: the certificate and the load balancer of a region.
import { type Findings, findings } from '../../../domain/application-preflight.ts'
import type { Platform } from '../../../domain/platform.ts'
import {
  certificateBlockers,
  certificateNotes,
  loadBalancerBlockers,
  loadBalancerNotes,
} from '../../../domain/region/entrance.ts'
import type { Environment } from '../../environment.ts'
import { certificates } from './certificates.ts'
import { loadBalancers } from './load-balancers.ts'
import { seen } from './seen.ts'

export const entranceOfRegion =
  (environment: Environment) =>
  async (application: Platform['recovery']['application'], url: string): Promise<Findings> => {
    const { certificateArn: arn, loadBalancer, privateUrl } = application
    const { region, clock } = environment
    const wanted = { arn, host: new URL(url).hostname, region, now: clock.now() }
    return findings(
      await seen('the certificate', async () => {
        // One of another region is not even looked for: this region knows none of its names.
        const found = arn.split(':')[3] === region ? await certificates(environment).find(arn) : undefined
        return { blockers: certificateBlockers(wanted, found), notes: certificateNotes(privateUrl, found) }
      }),
      await seen('the load balancer', async () => {
        const found = await loadBalancers(environment).find(loadBalancer)
        return {
          blockers: loadBalancerBlockers(loadBalancer, found),
          notes: found ? loadBalancerNotes(loadBalancer, found) : [],
        }
      }),
    )
  }
