// A statement, read and prepared: what it will do, and what it needs for that.
import type { StatementSync } from 'node:sqlite'
import type { AccountCommand } from './account-commands.ts'
import type { Decimals } from './decimals.ts'
import type { Command } from './definitions.ts'

/** A privilege that a statement needs; without a table, on the account's whole scope. */
export interface Need {
  readonly privilege: string
  readonly table?: string
}

export interface Plan {
  readonly writes: boolean
  readonly needs: readonly Need[]
  readonly parameters: readonly string[]
  readonly information: boolean
  readonly decimals: Decimals
  readonly action:
    | { readonly statement: StatementSync }
    | { readonly command: Command }
    | { readonly account: AccountCommand }
    | undefined
}
