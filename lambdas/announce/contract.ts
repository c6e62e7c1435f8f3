// Tell chat what Muster's events say of a run: its thread in Slack, and a notification for Amazon Q Developer.
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { emitted } from '../../domain/events.ts'
import { instant } from '../../domain/instant.ts'
import { chatRecordNeeds, chatSecretNeed, listsOfRuns, readsOfRuns } from '../chat-needs.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

const [first, ...rest] = Object.entries(emitted).map(([type, detail]) =>
  z.looseObject({
    'detail-type': z.literal(type),
    source: z.literal('muster'),
    region: z.string(),
    time: instant,
    detail,
  }),
)

export const announce = contract({
  name: 'announce',
  effect: 'reads',
  takes: z.union([first!, ...rest]),
  gives: z.strictObject({ run: z.string() }),
  throws: [],
  needs: p => [
    ...chatRecordNeeds(p, { reads: ['thread'], writes: ['thread', 'button'] }),
    chatSecretNeed(p),
    // Questions without their tokens, and how they and the commit window were decided elsewhere.
    readsOfRuns(p, [keys.asked('*', '*'), keys.decision('*', '*'), keys.turn('*')]),
    listsOfRuns(p),
    allow('sns:Publish', [arns(p).topic(p.muster.topic)]),
  ],
  again: 'what is told twice is posted once; a message that was lost on the way is posted again',
})
