// Hear what Slack sends: believe it or not, note it once, answer within three seconds, and leave the work to another.
import { httpAnswer, httpEvent } from '../../domain/api/http-event.ts'
import { doorNamed } from '../../domain/deployed-names.ts'
import { platformName } from '../../domain/platform.ts'
import { chatRecordNeeds, chatSecretNeed } from '../chat-needs.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const slack = contract({
  name: 'slack',
  effect: 'reads',
  takes: httpEvent,
  gives: httpAnswer,
  throws: [],
  // Slack stops listening after 3 s; what takes longer is told to nobody.
  timeout: 10,
  needs: p => [
    ...chatRecordNeeds(p, { reads: ['request', 'rate'], writes: ['request', 'rate', 'refused', 'outcome'] }),
    chatSecretNeed(p),
    allow('lambda:InvokeFunction', [arns(p).lambda(doorNamed(platformName(p), 'slack-work'))]),
  ],
  again: 'a request is noted once by its signature; whoever sends it again is refused',
})
