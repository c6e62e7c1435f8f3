// Custom notifications of Amazon Q Developer in chat applications: the same news in its format (aws-behaviour 5.9).
import { cut, safe } from './blocks.ts'
import { personText, time } from './run-messages.ts'
import type { About, Told } from './thread.ts'

/** Characters, and entries (chat applications administrator guide, "Custom notifications"). */
const LIMITS = { title: 250, description: 8000, step: 350, keyword: 75 } as const

export interface CustomNotification {
  readonly version: '1.0'
  readonly source: 'custom'
  readonly content: {
    readonly textType: 'client-markdown'
    readonly title: string
    readonly description: string
    readonly nextSteps?: readonly string[]
    readonly keywords: readonly string[]
  }
  readonly metadata: {
    /** One thread for each run. */
    readonly threadId: string
    readonly summary: string
    readonly additionalContext: Readonly<Record<string, string>>
  }
}

interface News {
  readonly title: string
  readonly description: string
  readonly nextSteps?: readonly string[]
}

/** Undefined for what is no news of its own: an answer that somebody gave. */
export function notificationOf(about: About, told: Told): CustomNotification | undefined {
  const news = newsOf(about, told)
  if (!news) return undefined
  const title = cut(safe(news.title), LIMITS.title)
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title,
      description: cut(news.description, LIMITS.description),
      ...(news.nextSteps && { nextSteps: news.nextSteps.map(step => cut(step, LIMITS.step)) }),
      keywords: [about.scenario, about.mode, about.region].map(word => cut(safe(word), LIMITS.keyword)),
    },
    metadata: {
      threadId: about.run,
      summary: title,
      additionalContext: { run: about.run, scenario: about.scenario, mode: about.mode, region: about.region },
    },
  }
}

function newsOf({ run, scenario, mode }: About, told: Told): News | undefined {
  const what = `${scenario} (${mode})`
  switch (told.kind) {
    case 'started':
      return {
        title: `Started: ${what}`,
        description: `Run \`${safe(run)}\`, asked for by ${askedBy(told.requestedBy)}.`,
      }
    case 'question':
      return {
        title: `Decision needed: ${told.question.title}`,
        description: `Run \`${safe(run)}\` waits until ${time(told.question.expiresAt)}; silence means stop.`,
        // Nothing that could answer stands in a message that others pass on.
        nextSteps: [`Read the facts and answer: \`muster watch ${safe(run)}\``],
      }
    case 'window':
      return {
        title: `Commit window open: ${what}`,
        description: `Run \`${safe(run)}\`: until ${time(told.until)} the cutover can be turned.`,
        nextSteps: [`\`muster commit ${safe(run)}\` or \`muster rollback ${safe(run)}\``],
      }
    case 'failed':
      return {
        title: `Failed: ${told.failure.title}`,
        description: `Run \`${safe(run)}\`: ${safe(told.failure.error)}: ${safe(told.failure.cause)}`,
      }
    case 'ended':
      return {
        title: `${told.end.ending}: ${what}`,
        description: `Run \`${safe(run)}\`. ${safe(told.end.cause)} Report: ${safe(told.end.report)}`,
      }
    default:
      return undefined
  }
}

/** A mention would notify somebody in a workspace that Muster knows nothing of. */
const askedBy = (person: string | null): string => (person?.startsWith('slack:') ? safe(person) : personText(person))
