// The question and its answer are on record; without a question the declaration is of now.
import { type Asked, type Decision, keys } from '../../domain/control-records.ts'
import { toInstant } from '../../domain/instant.ts'
import { declarationOf, declarationSection } from '../../domain/region/declaration.ts'
import { asLambda } from '../as-lambda.ts'
import { controlStore } from '../gateways/control-store.ts'
import { implement } from '../implement.ts'
import { noteDeclaration } from './contract.ts'

export const run = implement(
  noteDeclaration,
  { store: controlStore },
  async ({ approval, lostAt, alarmedAt }, { store, run, clock }) => {
    const asked = (await store.read<Asked>(keys.asked(run.id, approval)))?.value
    const decision = asked && (await store.read<Decision>(keys.decision(run.id, asked.approvalId)))?.value
    const declared = declarationOf({
      ...{ lostAt, alarmedAt, startedAt: run.startedAt, askedAt: asked?.askedAt ?? null },
      declaredAt: decision?.at ?? toInstant(clock.now()),
    })
    return { declared, report: [declarationSection(declared)] }
  },
)

export const handler = asLambda(run)
