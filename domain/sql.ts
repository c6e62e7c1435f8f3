// A cautious look at SQL that a person sends: one SELECT, nothing that could write or hide a second statement.
import * as z from 'zod'

const FORBIDDEN =
  /\b(insert|update|delete|replace|drop|alter|create|grant|revoke|truncate|call|load|into|outfile|dumpfile|for\s+update|lock|set|sleep|benchmark)\b/i

/** One SELECT statement. The reader's grants are the real guard; this refuses early and says why. */
export const singleSelect = z
  .string()
  .trim()
  .min(8)
  .max(2000)
  .refine(sql => /^select\s/i.test(sql), 'must be a SELECT that counts damaged rows')
  .refine(sql => !sql.includes(';'), 'must be one statement, without a semicolon')
  .refine(sql => !/--|\/\*|#/.test(sql), 'must not contain comments')
  .refine(sql => !FORBIDDEN.test(withoutText(sql)), 'must only read')

/** The statement with its quoted texts emptied, so that words inside them do not count. */
const withoutText = (sql: string): string =>
  sql.replace(/'(?:[^'\\]|\\.|'')*'/g, "''").replace(/"(?:[^"\\]|\\.)*"/g, '""')
