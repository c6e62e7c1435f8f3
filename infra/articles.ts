// The articles of docs/operating.md to which alarms lead. A test looks whether each is there.

export const articles = ['a-run-failed', 'a-run-timed-out', 'a-run-was-stopped', 'a-decision-was-not-recorded'] as const

export type Article = (typeof articles)[number]

export const articleLink = (article: Article): string => `docs/operating.md#${article}`
