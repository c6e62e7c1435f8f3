// Works while the primary region is silent; the primary then goes on listing a replica that it cannot reach.
import { Missing } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { replicas } from '../gateways/replicas.ts'
import { implement } from '../implement.ts'
import { promoteSecrets } from './contract.ts'

export const run = implement(promoteSecrets, { replicas }, async ({ secrets }, { replicas }) => {
  const promoted: string[] = []
  for (const name of secrets) {
    const found = await replicas.find(name)
    if (!found)
      throw new Missing(`there is no secret ${name} in this region; replicate it here before the next disaster`)
    if (found.replicaOf !== null && (await replicas.promote(name))) promoted.push(name)
  }
  return { promoted }
})

export const handler = asLambda(run)
