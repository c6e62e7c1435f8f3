// docs/events.md: the events that Muster emits and those that it heeds, from their schemas.
import * as z from 'zod'
import { EVENT_SOURCE, emitted, heeded } from '../../../domain/events.ts'

const EMITTED: Readonly<Record<keyof typeof emitted, string>> = {
  'Run Started': 'A run has begun, and its request was found good.',
  'Decision Needed': 'A run waits for a person. The facts are in the question itself, which the API gives.',
  'Commit Window Opened': 'Visitors were moved to what was restored: until the window closes, a person may go back.',
  'Step Failed': 'A step failed, and the run now decides what becomes of it.',
  'Run Ended': 'A run has come to one of its endings.',
}

const HEEDED: Readonly<Record<keyof typeof heeded, string>> = {
  'CloudWatch Alarm State Change': 'An alarm that a reaction of the platform names.',
  'Backup Job State Change': 'A backup of the platform is over: a failed one rings, a completed one may start a drill.',
  'Copy Job State Change': 'A copy into another region is over: a failed one rings.',
  'Restore Job State Change': 'Known to be one; runs poll their restore jobs and wait for no event.',
}

const block = (schema: z.ZodType): string =>
  `\`\`\`json\n${JSON.stringify(withoutDialect(z.toJSONSchema(schema)), null, 2)}\n\`\`\``

const withoutDialect = ({ $schema: _, ...schema }: object & { readonly $schema?: unknown }): object => schema

const section = ([type, schema]: readonly [string, z.ZodType], says: Readonly<Record<string, string>>): string =>
  `### ${type}\n\n${says[type]}\n\n${block(schema)}\n`

/** The whole file, as text. */
export const eventsMarkdown = (): string =>
  [
    '# Events',
    '',
    'Written by `npm run docs` from `domain/events.ts`.',
    '',
    '## What Muster emits',
    '',
    `On the default event bus of the region in which the run lives: source \`${EVENT_SOURCE}\`, the detail-types below,`,
    'the execution under `resources`. EventBridge delivers at least once and in no order; Muster does not wait for it, and a',
    'run goes on when it does not answer. What people must hear is published on the platform’s topic as well. `detail`:',
    '',
    ...Object.entries(emitted).map(each => section(each, EMITTED)),
    '## What Muster heeds',
    '',
    'Events may come minutes late, twice, never, and in any order. AWS Backup says how a job stands in `state` or in `status`;',
    'either is taken.',
    '',
    ...Object.entries(heeded).map(each => section(each, HEEDED)),
  ].join('\n')
