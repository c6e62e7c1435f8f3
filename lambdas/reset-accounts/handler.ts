// ALTER USER takes no parameters, so the password stands in the statement: neither it nor MySQL's answer to it is passed on.
import { CallRefused, Missing, Unavailable } from '../../domain/errors.ts'
import { sqlText } from '../../domain/sql-text.ts'
import { asLambda } from '../as-lambda.ts'
import { credentials } from '../gateways/credentials.ts'
import { dataApi, isLoginRefused, sqlErrorNumber } from '../gateways/data-api.ts'
import { isDenied, isTransient, nameOf } from '../gateways/errors.ts'
import { implement } from '../implement.ts'
import { resetAccounts } from './contract.ts'

export const run = implement(
  resetAccounts,
  { data: dataApi, secrets: credentials },
  async (input, { data, secrets }) => {
    const { clusterArn, database, masterSecret } = input
    const reset: ('application' | 'reader')[] = []
    for (const holder of ['application', 'reader'] as const) {
      const secret = input.secrets[holder]
      if (await data.logsIn({ clusterArn, database, secret })) continue
      const { username, password } = await secrets.account(secret)
      const statement = `ALTER USER ${account(username)} IDENTIFIED BY ${literal(password, secret)}`
      try {
        await data.query({ clusterArn, database, secret: masterSecret }, statement)
      } catch (error) {
        throw discreet(error, username)
      }
      if (!(await data.logsIn({ clusterArn, database, secret })))
        throw new CallRefused(
          `the account ${username} was given the password of ${secret} and still cannot log in; look at its host and plugin in mysql.user`,
        )
      reset.push(holder)
    }
    return { reset }
  },
)

/** Accounts of WordPress may connect from anywhere: pods have no fixed addresses. */
const account = (username: string): string => `${sqlText(username)}@'%'`

function literal(password: string, secret: string): string {
  try {
    return sqlText(password)
  } catch (error) {
    throw Object.assign(
      new CallRefused(`the password in ${secret} holds a control character and cannot be set; rotate it`),
      { cause: error },
    )
  }
}

/** 1396: no such account; 1045: the master's new password has not taken effect yet. */
function discreet(error: unknown, username: string): unknown {
  if (isTransient(error) || isDenied(error) || ['Unavailable', 'Missing'].includes(nameOf(error))) return error
  if (isLoginRefused(error))
    return new Unavailable('the master user cannot log in yet; its new password takes effect within minutes')
  const number = sqlErrorNumber(error)
  if (number === 1396) {
    return new Missing(
      `there was no account ${username} at the restore moment; create it on the restored database with its grants`,
    )
  }
  return new CallRefused(
    `the password of ${username} could not be set: ${nameOf(error)}${number ? `, MySQL error ${number}` : ''}`,
  )
}

export const handler = asLambda(run)
