// The comparison itself is made in domain/configuration-parity.ts.
import { compareConfiguration as compare } from '../../domain/configuration-parity.ts'
import { ConfigurationDiffers } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { compareConfiguration } from './contract.ts'

export const run = implement(compareConfiguration, { rds }, async ({ source, cluster, strict }, { rds, run }) => {
  const restored = await rds.withMembers(await rds.existingCluster(cluster))
  const { checked, differences, repairable, unexplained } = compare({ source, restored, mode: run.mode })
  if (strict && unexplained > 0) {
    const faults = differences.filter(each => each.critical && each.explained === null)
    const lines = faults.map(each => `- ${each.field}: found ${each.restored}, expected ${each.source}`)
    throw new ConfigurationDiffers(
      `${cluster} differs from ${source.id} in what the platform relies on:\n${lines.join('\n')}`,
    )
  }
  return { checked, differences: [...differences], repairable: [...repairable], unexplained }
})

export const handler = asLambda(run)
