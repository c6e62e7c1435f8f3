// A refused password is an answer; anything else that goes wrong is thrown.
import { asLambda } from '../as-lambda.ts'
import { dataApi } from '../gateways/data-api.ts'
import { implement } from '../implement.ts'
import { checkLogins } from './contract.ts'

export const run = implement(checkLogins, { data: dataApi }, async ({ clusterArn, database, secrets }, { data }) => {
  const application = await data.logsIn({ clusterArn, database, secret: secrets.application })
  const reader = await data.logsIn({ clusterArn, database, secret: secrets.reader })
  return { application, reader, allWork: application && reader }
})

export const handler = asLambda(run)
