// Each poll looks at pods and page, reads what a person said, and notes how it went for the next poll.
import { asLambda } from '../as-lambda.ts'
import { commitWindow } from '../gateways/commit-window.ts'
import { servingFaults } from '../gateways/serving-faults.ts'
import { implement } from '../implement.ts'
import { checkCommitWindow } from './contract.ts'

export const run = implement(
  checkCommitWindow,
  { faults: servingFaults, window: commitWindow },
  async ({ openedAt, minutes, ...served }, { faults, window }) =>
    window.judge({ minutes, openedAt, faults: [...(await faults.of(served))] }),
)

export const handler = asLambda(run)
