// What runs have asked people and nobody has answered yet: heard on the topic, as a person's inbox would.
import { type Decision, decideOn } from '../approver.ts'
import type { World } from '../world/world.ts'

export interface Question {
  readonly approvalId: string
  readonly run: string
  readonly title: string
  readonly expiresAt: string
  readonly facts: unknown
}

export interface Questions {
  /** Asked, not answered, not expired; oldest first. */
  open(): readonly Question[]
  /** Rejects with the TaskFailure of the deployed `decide` when that fails. */
  decide(decision: Decision): Promise<{ readonly outcome: string; readonly message: string }>
}

/** After these the question stays open. */
const STILL_OPEN = ['needs-another-approver', 'not-yours', 'unknown']

export function questionsOf(world: World): Questions {
  const asked = new Map<string, Question>()
  world.region.sns.subscribe(world.platform.muster.topic, ({ message }) => {
    const told = read(message)
    if (told?.kind !== 'decision-needed') return
    const { approvalId, run, title, expiresAt, facts } = told
    asked.set(approvalId, { approvalId, run, title, expiresAt, facts })
  })
  return {
    open: () => [...asked.values()].filter(({ expiresAt }) => Date.parse(expiresAt) > world.clock.now()),
    async decide(decision) {
      const answer = (await decideOn(world, asked.get(decision.approvalId)?.run ?? 'none', decision)) as {
        outcome: string
        message: string
      }
      if (!STILL_OPEN.includes(answer.outcome)) asked.delete(decision.approvalId)
      return answer
    },
  }
}

/** Undefined for what is no JSON: anybody with the permission may publish anything. */
function read(message: string): (Question & { readonly kind: string }) | undefined {
  try {
    return JSON.parse(message)
  } catch (error) {
    if (Error.isError(error) && error.name === 'SyntaxError') return undefined
    throw error
  }
}
