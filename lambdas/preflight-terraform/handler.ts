// Found now, a lock or a refused token costs nothing; found after the declaration, it costs the recovery.
import { asLambda } from '../as-lambda.ts'
import { isTransient } from '../gateways/errors.ts'
import { terraform } from '../gateways/terraform.ts'
import { isSilent, timeBoxed } from '../gateways/time-boxed.ts'
import { implement } from '../implement.ts'
import { preflightTerraform } from './contract.ts'

/** Seconds, with the API's own tries. */
const PATIENCE = 35

export const run = implement(
  preflightTerraform,
  { terraform },
  async ({ infrastructure }, { terraform, environment }) => {
    if (infrastructure.kind === 'pilot-light')
      return { blockers: [], notes: ['the recovery region stands by as a pilot light: no Terraform run is needed'] }
    const name = `${infrastructure.organization}/${infrastructure.workspace}`
    const look = () => terraform.of(infrastructure).look()
    const seen = await timeBoxed(environment, PATIENCE, look, isPassing)
    if (isSilent(seen))
      return { blockers: [`terraform: the workspace ${name} cannot be looked at: ${seen.noAnswer}`], notes: [] }
    const { isLocked, lockedBy, lockReason, mayNot } = seen
    const who = `${lockedBy || 'somebody'}${lockReason && `: ${lockReason}`}`
    const blockers = [
      ...(isLocked ? [`terraform: the workspace ${name} is locked by ${who}; have it unlocked, or unlock it`] : []),
      // A plan that nobody may confirm or discard would keep every later run waiting.
      ...(mayNot.length > 0
        ? [
            `terraform: the token of ${infrastructure.tokenSecret} may not ${mayNot.join(', nor ')} in ${name}; give its team the permission to write`,
          ]
        : []),
    ]
    return { blockers, notes: blockers.length === 0 ? [`the Terraform workspace ${name} is free`] : [] }
  },
)

/** AWS itself, asked for the token, is throttled or away for a moment: that is tried again. */
const isPassing = (error: unknown): boolean => Error.isError(error) && '$metadata' in error && isTransient(error)

export const handler = asLambda(run)
