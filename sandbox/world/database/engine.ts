// One SQLite connection that speaks MySQL: plans statements once, keeps them prepared, runs them at a given time.
import { constants, DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { type AccountCommand, readAccountCommand } from './account-commands.ts'
import { Accounts, accountTables } from './accounts.ts'
import { Catalogue, catalogueTable } from './catalogue.ts'
import type { SqlResult, SqlValue } from './contract.ts'
import { decimalColumns } from './decimals.ts'
import { type Command, readDefinition } from './definitions.ts'
import { fromSqlite, notSimulated, SqlError } from './errors.ts'
import { defineFunctions } from './functions.ts'
import { createInformationSchema, fillInformationSchema } from './information-schema.ts'
import { readNothing, refusal } from './other-statements.ts'
import type { Need, Plan } from './plan.ts'
import { resultOf } from './results.ts'
import { Survey } from './survey.ts'
import { Reader, type Token, tokenize } from './tokens.ts'
import { translate } from './translate.ts'
import { translateShow, translateWrite } from './writes.ts'

/** Who runs a statement, and when. */
export interface Occasion {
  /** Epoch milliseconds: what NOW() says. */
  readonly at: number
  readonly user: string
  readonly from: string
  readonly readOnly: boolean
}

const service: Occasion = { at: 0, user: 'rdsadmin', from: 'localhost', readOnly: false }

/** What SQLite's callbacks see. Apart from the engine: a callback that holds its own connection is never collected. */
interface Moment {
  occasion: Occasion
  survey: Survey | undefined
}

/** Statements kept prepared; programs use a few dozen, literals in the text may use any number. */
const cacheSize = 400

export class Engine {
  readonly schema: string
  readonly version: string
  readonly accounts: Accounts
  readonly catalogue: Catalogue
  readonly #database = new DatabaseSync(':memory:')
  readonly #plans = new Map<string, Plan>()
  readonly #moment: Moment = { occasion: service, survey: undefined }

  constructor(options: { readonly schema: string; readonly version: string; readonly image?: Uint8Array }) {
    this.schema = options.schema
    this.version = options.version
    if (options.image) this.#database.deserialize(options.image)
    else for (const table of [...accountTables, catalogueTable]) this.#database.exec(table)
    createInformationSchema(this.#database)
    const moment = this.#moment
    const { schema, version } = options
    defineFunctions(this.#database, {
      now: () => moment.occasion.at,
      variable: name => variableOf(name, { ...moment.occasion, schema, version }),
    })
    this.accounts = new Accounts(this.#database, this.schema)
    this.catalogue = new Catalogue(this.#database)
    this.#database.setAuthorizer(
      (action, first, second) => moment.survey?.see(action, first ?? '', second ?? '') ?? constants.SQLITE_OK,
    )
  }

  image(): Uint8Array {
    return this.#database.serialize()
  }

  /** Reads the statement; throws `SqlError` for what MySQL, or this simulation of it, refuses. */
  plan(sql: string): Plan {
    const known = this.#plans.get(sql)
    if (known) return known
    const plan = this.#read(tokenize(sql))
    if (plan.action === undefined || 'statement' in plan.action) {
      const oldest = this.#plans.keys().next().value
      if (this.#plans.size >= cacheSize && oldest !== undefined) this.#plans.delete(oldest)
      this.#plans.set(sql, plan)
    }
    return plan
  }

  run(plan: Plan, parameters: Readonly<Record<string, SqlValue>>, occasion: Occasion): SqlResult {
    this.#moment.occasion = occasion
    try {
      const { action } = plan
      if (action && 'statement' in action) return this.#execute(plan, action.statement, parameters)
      if (action) this.#atomically(() => this.#apply(action))
      return { columns: [], rows: [], affected: 0, insertedId: null }
    } catch (error) {
      throw fromSqlite(error, this.schema)
    } finally {
      this.#moment.occasion = service
    }
  }

  #read(tokens: readonly Token[]): Plan {
    const first = tokens[0]
    const nothing = { needs: [], parameters: [], information: false, decimals: new Map() }
    if (first?.text === '(') throw notSimulated('a statement in parentheses')
    if (first?.value === 'SELECT' || first?.value === 'WITH') {
      return this.#prepare(tokens, translate(tokens, this.schema), false)
    }
    if (first?.value === 'SHOW') return this.#prepare(tokens, translateShow(tokens, this.schema), false)
    if (['INSERT', 'REPLACE', 'UPDATE', 'DELETE'].includes(first?.value ?? '')) {
      return this.#prepare(tokens, translateWrite(tokens, this.schema), true)
    }
    const account = readAccountCommand(new Reader(tokens), this.schema)
    if (account) return { ...nothing, writes: true, needs: [accountNeed(account)], action: { account } }
    const command = readDefinition(new Reader(tokens), this.schema)
    if (command) return { ...nothing, writes: true, needs: [command], action: { command } }
    if (readNothing(new Reader(tokens), this.schema)) return { ...nothing, writes: false, action: undefined }
    throw refusal(new Reader(tokens))
  }

  #prepare(tokens: readonly Token[], sql: string, writes: boolean): Plan {
    const survey = new Survey(this.schema)
    this.#moment.survey = survey
    try {
      const statement = this.#database.prepare(sql)
      statement.setReturnArrays(true)
      statement.setReadBigInts(true)
      survey.checkCase(tokens)
      const parameters = [...new Set(tokens.filter(token => token.kind === 'parameter').map(token => token.value))]
      const { needs, information } = survey
      const decimals = writes ? new Map() : decimalColumns(tokens)
      return { writes, needs, parameters, information, decimals, action: { statement } }
    } catch (error) {
      throw survey.refused ?? fromSqlite(error, this.schema)
    } finally {
      this.#moment.survey = undefined
    }
  }

  #execute(plan: Plan, statement: StatementSync, parameters: Readonly<Record<string, SqlValue>>): SqlResult {
    if (plan.information) this.#inform()
    const values: Record<string, SQLInputValue> = {}
    for (const name of plan.parameters) {
      const value = parameters[name]
      if (value === undefined) throw new SqlError(2031, `No data supplied for parameter '${name}'`)
      values[name] = typeof value === 'boolean' ? Number(value) : value
    }
    return resultOf(statement, values, { catalogue: this.catalogue, decimals: plan.decimals })
  }

  #inform(): void {
    const { user } = this.#moment.occasion
    const visible = (table: string) =>
      user === service.user ||
      ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].some(each => this.accounts.may(user, each, table))
    fillInformationSchema(this.#database, this.catalogue, { schema: this.schema, visible })
  }

  #apply(action: { readonly command: Command } | { readonly account: AccountCommand }): void {
    if ('account' in action) {
      this.accounts.apply(action.account)
      return
    }
    // Plans hold what their statement needs of tables as they were.
    this.#plans.clear()
    action.command.apply(this.#database, this.catalogue)
  }

  #atomically(work: () => void): void {
    this.#database.exec('BEGIN')
    try {
      work()
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#database.exec('ROLLBACK')
      throw error
    }
  }
}

interface Asked extends Occasion {
  readonly schema: string
  readonly version: string
}

function variableOf(name: string, { user, from, readOnly, schema, version }: Asked): SQLInputValue | undefined {
  const values: Readonly<Record<string, SQLInputValue>> = {
    database: schema,
    schema,
    user: `${user}@${from}`,
    current_user: `${user}@%`,
    version: version.split('.mysql_aurora')[0] ?? version,
    aurora_version: version.split('mysql_aurora.')[1] ?? version,
    read_only: Number(readOnly),
    innodb_read_only: Number(readOnly),
    time_zone: 'UTC',
    autocommit: 1,
  }
  return values[name]
}

function accountNeed(command: AccountCommand): Need {
  return { privilege: command.kind === 'grant' || command.kind === 'revoke' ? 'GRANT OPTION' : 'CREATE USER' }
}
