// The password goes from the secret to RDS through memory only. It takes effect after a minute or so.
import { asLambda } from '../as-lambda.ts'
import { credentials } from '../gateways/credentials.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { resetMasterPassword } from './contract.ts'

export const run = implement(
  resetMasterPassword,
  { rds, secrets: credentials },
  async ({ cluster, masterSecret }, { rds, secrets }) => {
    const { id } = await rds.ownCluster(cluster)
    const { password } = await secrets.account(masterSecret)
    await rds.setMasterPassword(id, password)
    return { cluster: id }
  },
)

export const handler = asLambda(run)
