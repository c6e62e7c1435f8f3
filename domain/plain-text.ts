// Free text of people, as it may be recorded and shown: no control characters, no markup, nothing that runs anywhere.
import * as z from 'zod'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/
/** The beginning of a tag or of a comment; `x < 5` is none. */
const MARKUP = /<[a-z!/?]/i

/** A reason in the words of whoever gives it; it stands in records, reports, messages and terminals. */
export const reasonText = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine(text => !CONTROL.test(text), 'text in one line, without control characters')
  .refine(text => !MARKUP.test(text), 'plain text, without markup')
