// The simulated Data API of RDS: what a statement answers, when it is off, and what it refuses.
import type { ExecuteStatementRequest } from '@aws-sdk/client-rds-data'
import { describe, expect, test } from '@jest/globals'
import type { Operation } from '../../../sandbox/aws/service.ts'
import { call, member, readerSecret, refused, restore, restoredArn, sourceArn, world } from './rds-world.ts'

describe('the Data API', () => {
  test('answers in its union of fields, with metadata, or as one JSON text', async () => {
    const it = world()
    it.database.administer("INSERT INTO wp_posts (title) VALUES ('Hello')")
    const answer = await it.execute('SELECT ID, title, NULL AS nothing, 1.5 AS half FROM wp_posts WHERE ID = :id', {
      parameters: [{ name: 'id', value: { longValue: 1 } }],
      includeResultMetadata: true,
      database: 'wordpress',
    })
    expect(answer.records).toEqual([
      [{ longValue: 1 }, { stringValue: 'Hello' }, { isNull: true }, { stringValue: '1.5' }],
    ])
    expect(answer.columnMetadata?.map(each => [each.label, each.typeName, each.tableName])).toEqual([
      ['ID', 'BIGINT', 'wp_posts'],
      ['title', 'TEXT', 'wp_posts'],
      ['nothing', 'VARCHAR', ''],
      ['half', 'DECIMAL', ''],
    ])
    const json = await it.execute('SELECT title, COUNT(*) AS n FROM wp_posts', { formatRecordsAs: 'JSON' })
    expect(JSON.parse(json.formattedRecords ?? '')).toEqual([{ title: 'Hello', n: 1 }])
  })

  test('writes tell the rows and the generated id', async () => {
    const it = world()
    it.secrets.secret = { username: 'wordpress', password: 'first' }
    expect(await it.execute("INSERT INTO wp_posts (title) VALUES ('a')")).toEqual({
      numberOfRecordsUpdated: 1,
      generatedFields: [{ longValue: 1 }],
    })
    expect(await it.execute("UPDATE wp_posts SET title = 'b'")).toEqual({
      numberOfRecordsUpdated: 1,
      generatedFields: [],
    })
    expect(await it.execute("ALTER USER 'wordpress'@'%' IDENTIFIED BY 'x'").catch(error => error.message)).toMatch(
      /CREATE USER.*Error code: 1227; SQLState: 42000/,
    )
  })

  test('is off on a restored cluster until it is switched on, and needs a writer', async () => {
    const it = world()
    await it.shift(120)
    await restore(it)
    await it.shift(40)
    const ask = () => it.execute('SELECT 1', { resourceArn: restoredArn })
    expect(await refused(ask())).toBe('HttpEndpointNotEnabledException')
    expect(await it.run('EnableHttpEndpoint', { ResourceArn: restoredArn })).toEqual({
      ResourceArn: restoredArn,
      HttpEndpointEnabled: true,
    })
    expect(await refused(ask())).toBe('HttpEndpointNotEnabledException')
    await it.shift(3)
    expect(await refused(ask())).toBe('DatabaseUnavailableException')
    await it.run('CreateDBInstance', member)
    await it.shift(20)
    // The default security group keeps pods out, not the Data API.
    expect((await ask()).records).toEqual([[{ longValue: 1 }]])
  })

  test.each<[string, string, RegExp, string, Partial<ExecuteStatementRequest>]>([
    [
      'a missing table',
      'DatabaseErrorException',
      /Table 'wordpress.none' doesn't exist; Error code: 1146; SQLState: 42S02/,
      'SELECT * FROM none',
      {},
    ],
    [
      'a forbidden write',
      'DatabaseErrorException',
      /DELETE command denied to user 'reader'.*1142/,
      'DELETE FROM wp_posts',
      {},
    ],
    ['an unknown schema', 'DatabaseErrorException', /Unknown database 'shop'/, 'SELECT 1', { database: 'shop' }],
    ['a missing parameter', 'BadRequestException', /Cannot find parameter: 'id'/, 'SELECT :id', {}],
    ['two statements', 'DatabaseErrorException', /1064/, 'SELECT 1; SELECT 2', {}],
    ['an unknown cluster', 'DatabaseNotFoundException', /not found/, 'SELECT 1', { resourceArn: restoredArn }],
    ['a transaction, which is not simulated', 'NotSimulated', /transactionId/, 'SELECT 1', { transactionId: 't' }],
    [
      'more than 1 MiB',
      'BadRequestException',
      /Database returned more than the allowed response size limit/,
      "SELECT REPEAT('x', 1048576)",
      {},
    ],
  ])('refuses %s', async (_, name, message, sql, more) => {
    const error = await world()
      .execute(sql, more)
      .catch(caught => caught)
    expect({ name: error.name, message: error.message }).toEqual({ name, message: expect.stringMatching(message) })
  })

  test('a secret that no longer fits is a bad request, and one without a password is invalid', async () => {
    const it = world()
    it.secrets.secret = { username: 'reader', password: 'outdated' }
    expect(await it.execute('SELECT 1').catch(error => `${error.name}: ${error.message}`)).toMatch(
      /^BadRequestException: Access denied for user 'reader'/,
    )
    it.secrets.secret = { user: 'reader' }
    expect(await refused(it.execute('SELECT 1'))).toBe('InvalidSecretException')
  })

  test('a statement that times out has no effect, unless it was told to go on', async () => {
    const it = world()
    it.secrets.secret = { username: 'wordpress', password: 'first' }
    it.secrets.fault = true
    const insert = "INSERT INTO wp_posts (title) VALUES ('x')"
    const count = () => it.database.administer('SELECT COUNT(*) FROM wp_posts').rows[0]?.[0]
    expect([await refused(it.execute(insert)), count()]).toEqual(['StatementTimeoutException', 0])
    expect([await refused(it.execute(insert, { continueAfterTimeout: true })), count()]).toEqual([
      'StatementTimeoutException',
      1,
    ])
  })

  test('needs permission on the cluster and on the secret', () => {
    const operation = world().data.service.operations.ExecuteStatement as Operation<object, object>
    expect(operation.needs({ resourceArn: sourceArn, secretArn: readerSecret, sql: 'SELECT 1' }, call)).toEqual([
      { action: 'rds-data:ExecuteStatement', resource: sourceArn },
      { action: 'secretsmanager:GetSecretValue', resource: readerSecret },
    ])
  })
})
