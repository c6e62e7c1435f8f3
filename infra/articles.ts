// The articles of docs/operating.md to which alarms lead. A test looks whether each is there, and is whole.

export const articles = [
  'a-run-failed',
  'a-run-timed-out',
  'a-run-was-stopped',
  'a-run-is-stuck',
  'a-run-is-held',
  'a-rollback-is-incomplete',
  'a-decision-was-not-recorded',
  'an-approval-is-expiring',
  'a-drill-was-not-started',
  'no-drill-has-passed',
  'a-backup-failed',
  'a-copy-failed',
  'the-chat-endpoint-is-abused',
  'chat-is-silent',
  'the-primary-region-is-silent',
  'the-flag-is-up',
] as const

export type Article = (typeof articles)[number]

/** What each article says, in this order. */
export const parts = ['Recognise', 'Investigate', 'Respond', 'Verify', 'Escalate'] as const

export const articleLink = (article: Article): string => `docs/operating.md#${article}`

/** @throws for an alarm whose article nobody has written */
export function articleNamed(name: string): Article {
  const found = articles.find(each => each === name)
  if (!found) throw new Error(`there is no article "${name}" in docs/operating.md`)
  return found
}
