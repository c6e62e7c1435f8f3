// Lists every blocker at once: nobody should find them one by one.
import { PreflightFailed } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { implement } from '../implement.ts'
import { judgePreflight } from './contract.ts'

export const run = implement(judgePreflight, {}, async ({ findings }) => {
  const blockers = findings.flatMap(finding => finding.blockers)
  if (blockers.length > 0)
    throw new PreflightFailed(`${blockers.length} found that would stop the run later:\n- ${blockers.join('\n- ')}`)
  return { notes: findings.flatMap(finding => finding.notes) }
})

export const handler = asLambda(run)
