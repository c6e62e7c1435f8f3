// Say into the recovery region that functions of the primary region still run. Its absence is evidence, and no more.
import * as z from 'zod'
import { contract } from '../contract.ts'
import { allowAnywhere } from '../needs.ts'

/** No step of a machine: a schedule of the primary region invokes it once a minute. */
export const beat = contract({
  name: 'beat',
  effect: 'reads',
  takes: z.strictObject({
    region: z.string().describe('Where it is heard.'),
    heartbeat: z.strictObject({ namespace: z.string(), metric: z.string() }),
  }),
  gives: z.strictObject({ at: z.string().describe('The instant that was said.') }),
  throws: [],
  needs: p => [
    {
      ...allowAnywhere(
        'cloudwatch:PutMetricData',
        'Service Authorization Reference, CloudWatch: metrics are no resources, only their namespace can be told',
      ),
      conditions: { StringEquals: { 'cloudwatch:namespace': p.recovery.evidence.heartbeat.namespace } },
    },
  ],
  again: 'a second beat of the same minute says what the first said',
  // One call that is tried once: the next minute says it again.
  timeout: 30,
})
