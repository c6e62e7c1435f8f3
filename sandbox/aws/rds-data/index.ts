// The simulated RDS Data API of one region: SQL over HTTPS, with credentials from a secret.
import * as sdk from '@aws-sdk/client-rds-data'
import type { Rds } from '../rds/index.ts'
import type { AwsError, Call, Requirement, Service } from '../service.ts'
import { batchExecuteStatement } from './batch-execute-statement.ts'
import { executeStatement } from './execute-statement.ts'
import type { SecretValue } from './sessions.ts'

export interface RdsDataOptions {
  readonly rds: Rds
  /** The secret's JSON; throws `AwsError` when it cannot be read. IAM has been asked by then: see `secretNeeds`. */
  readonly secretValue: (secretArn: string, call: Call) => SecretValue | Promise<SecretValue>
  /** What reading the secret takes; default `secretsmanager:GetSecretValue` on it. */
  readonly secretNeeds?: (secretArn: string, call: Call) => readonly Requirement[]
  readonly statementFault?: (statement: { readonly clusterId: string; readonly sql: string }) => AwsError | undefined
}

/** Transactions (BeginTransaction, CommitTransaction, RollbackTransaction) are not simulated. */
export class RdsData {
  readonly service: Service

  constructor(options: RdsDataOptions) {
    const { rds, secretValue, statementFault } = options
    const getSecret = (secretArn: string) => [{ action: 'secretsmanager:GetSecretValue', resource: secretArn }]
    const all = {
      target: (resourceArn: string) => rds.dataApi(resourceArn),
      secretValue,
      secretNeeds: options.secretNeeds ?? getSecret,
      ...(statementFault && { statementFault }),
    }
    const operations = { ExecuteStatement: executeStatement(all), BatchExecuteStatement: batchExecuteStatement(all) }
    this.service = { signingName: 'rds-data', sdk, operations }
  }
}

export { statementTimeout } from './sessions.ts'
