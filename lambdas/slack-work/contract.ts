// Do what somebody said in Slack: show, start, stop or decide, through the same doors as everybody, and tell them.
import * as z from 'zod'
import { asked } from '../../domain/chat/body.ts'
import { shownOfRuns } from '../../domain/control-records.ts'
import { platformName } from '../../domain/platform.ts'
import { callsDoors, chatRecordNeeds, chatSecretNeed, homesOf, listsOfRuns, readsOfRuns } from '../chat-needs.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const slackWork = contract({
  name: 'slack-work',
  effect: 'reads',
  takes: z.strictObject({
    /** Of the request, as it was noted. */
    id: z.strictObject({ day: z.string().regex(/^\d{4}-\d\d-\d\d$/), signature: z.string().regex(/^[0-9a-f]{64}$/) }),
    asked,
  }),
  gives: z.strictObject({
    outcome: z.string(),
    message: z.string().describe('What the person was told.'),
    run: z.string().nullable(),
  }),
  throws: [],
  needs: p => {
    const regions = homesOf(p).map(({ region }) => arns(p, region))
    const ours = `${platformName(p)}-*`
    return [
      ...chatRecordNeeds(p, {
        reads: ['proposal', 'button', 'thread'],
        writes: ['outcome', 'proposal', 'thread'],
      }),
      chatSecretNeed(p),
      callsDoors(p, ['start-run', 'decide']),
      // What the API shows of runs, shown here.
      readsOfRuns(p, shownOfRuns),
      listsOfRuns(p),
      allow(
        'states:ListExecutions',
        regions.map(({ stateMachine }) => stateMachine(ours)),
      ),
      allow(
        ['states:DescribeExecution', 'states:GetExecutionHistory'],
        regions.map(({ execution }) => execution(ours)),
      ),
    ]
  },
  again: 'a start is named after what was typed or clicked, and the first decision stands',
})
