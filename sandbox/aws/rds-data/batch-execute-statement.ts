// rds-data:BatchExecuteStatement: one statement for many sets of parameters, each its own.
import type { BatchExecuteStatementRequest, BatchExecuteStatementResponse } from '@aws-sdk/client-rds-data'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { parametersOf } from './fields.ts'
import { badRequest, type Options, open, run, targetOf } from './sessions.ts'

export function batchExecuteStatement(
  options: Options,
): Operation<BatchExecuteStatementRequest, BatchExecuteStatementResponse> {
  return {
    needs: (input, call) => [
      { action: 'rds-data:BatchExecuteStatement', resource: input.resourceArn ?? '*' },
      ...options.secretNeeds(input.secretArn ?? '', call),
    ],
    run: async (input, call) => {
      refuse('rds-data:BatchExecuteStatement', input, ['schema', 'transactionId'])
      if (/^\s*(select|show|with)/i.test(input.sql ?? '')) throw badRequest('A batch cannot return results.')
      const target = targetOf(options, input.resourceArn)
      const session = await open(options, { target, secretArn: input.secretArn, database: input.database, call })
      const fault = options.statementFault?.({ clusterId: target.clusterId, sql: input.sql ?? '' })
      if (fault) throw fault
      const sets = input.parameterSets?.length ? input.parameterSets : [[]]
      const results = sets.map(set => run(() => session.execute(input.sql ?? '', parametersOf(set))))
      const inserts = /^\s*insert/i.test(input.sql ?? '')
      return {
        updateResults: results.map(({ insertedId }) => ({
          generatedFields: inserts ? [{ longValue: Number(insertedId) }] : [],
        })),
      }
    },
  }
}
