// Of its many states only those count that tell what to do next; the cause of a failure stands in its log, for people.
import { InfrastructureFailed } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { type Answer, failed, type Gives, pending, ready } from '../contract.ts'
import { inWords } from '../gateways/hcp-terraform/run-state.ts'
import { terraform } from '../gateways/terraform.ts'
import { looking } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkTerraform } from './contract.ts'

export const run = implement(
  checkTerraform,
  { terraform },
  async ({ infrastructure, runId, until }, { terraform, environment, watch }) =>
    looking({ environment, watch }, async (): Promise<Answer<Gives<typeof checkTerraform>>> => {
      const seen = await terraform.of(infrastructure).read(runId)
      const about = `Terraform run ${runId}`
      if (seen.status === 'failed') return failed(InfrastructureFailed, `${about}: ${seen.reason}`)
      if (seen.status === 'pending') return pending(`${about}: ${seen.note}`)
      const changes = inWords(seen.changes)
      if (seen.changes.destructions > 0 && until === 'planned')
        return failed(
          InfrastructureFailed,
          `${about} would destroy something: ${changes}; look at the plan, nothing was changed`,
        )
      if (seen.status === 'ready') return ready({ changes, toConfirm: false })
      if (seen.override)
        return failed(
          InfrastructureFailed,
          `${about} waits for a person to override a policy (${seen.note}); nothing was changed`,
        )
      return until === 'planned'
        ? ready({ changes, toConfirm: true })
        : pending(`${about}: its confirmation has not been taken up yet`)
    }),
)

export const handler = asLambda(run)
