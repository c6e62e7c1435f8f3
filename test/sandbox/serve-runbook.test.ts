// The real AWS CLI and kubectl move WordPress to a restored cluster: as a hand-written runbook prints it, and corrected.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Sandbox } from '../../sandbox/serve/serve.ts'
import { advance, ask, connecting, faults, installed, operating, platform, run, served, words } from './served.ts'

const { clusterId, masterSecret, readerSecret, restoreRole, secret, vault } = platform.database
const minutes = 60
/** Every command starts a program, which takes a second and more on a busy machine. */
const LONG = 180_000
const arnOf = (id: string) => `arn:aws:rds:us-east-1:${platform.account}:cluster:${id}`

const whereAws = installed('aws', '--version') ? describe : describe.skip
const whereKubectl = installed('kubectl', 'version', '--client') ? test : test.skip

whereAws('a hand-written runbook, from the restore job to the pods', () => {
  const home = mkdtempSync(join(tmpdir(), 'runbook-'))
  let sandbox: Sandbox
  const { answers, fails, cluster } = operating(() => sandbox, home)
  const kubectl = async (line: string) => {
    const config = ['--kubeconfig', join(home, 'config'), '--cache-dir', home, '--namespace', 'wordpress']
    const { code, text } = await run('kubectl', [...config, ...words(line)], { HOME: home })
    expect({ line, code, text }).toMatchObject({ code: 0 })
    return text
  }
  const secretArns = new Map<string, Promise<string>>()
  const secretArn = (name: string): Promise<string> => {
    const known = secretArns.get(name) ?? answers(`secretsmanager describe-secret --secret-id ${name} --query ARN`)
    secretArns.set(name, known)
    return known
  }
  const fieldsOf = async (name: string): Promise<Readonly<Record<string, unknown>>> =>
    JSON.parse(await answers(`secretsmanager get-secret-value --secret-id ${name} --query SecretString`))
  const put = (name: string, fields: object) =>
    answers(`secretsmanager put-secret-value --secret-id ${name} --secret-string '${JSON.stringify(fields)}'`)
  const statement = async (id: string, name: string) =>
    `rds-data execute-statement --resource-arn ${arnOf(id)} --secret-arn ${await secretArn(name)} --database wordpress --sql`
  /** Nobody's deed but our look, through the same door without the CLI, whose start takes most of a second of processor time. */
  const comments = async (id: string): Promise<number> => {
    const asked = { resourceArn: arnOf(id), secretArn: await secretArn(readerSecret), database: 'wordpress' }
    const count = new ExecuteStatementCommand({ ...asked, sql: 'SELECT COUNT(*) FROM wp_comments' })
    const { records } = await new RDSDataClient(connecting(sandbox)).send(count)
    return records?.[0]?.[0]?.longValue ?? Number.NaN
  }
  const hosts = () => {
    const { kubernetes } = sandbox.world
    const pods = kubernetes.readyPods(platform.kubernetes.namespace, platform.kubernetes.deployment)
    return [...new Set(pods.map(({ environment }) => environment.WORDPRESS_DB_HOST))]
  }

  beforeAll(async () => {
    sandbox = await served({ scenario: 'database-corruption' })
    writeFileSync(join(home, 'config'), (await ask(sandbox, '/_muster/kubeconfig')).text)
  })
  afterAll(async () => {
    await sandbox.stop()
    rmSync(home, { recursive: true })
  })

  test(
    'a restore job ends in a cluster that nothing serves (C5), with default groups (C6)',
    async () => {
      const points = `backup list-recovery-points-by-backup-vault --backup-vault-name ${vault} --by-resource-type Aurora`
      const point = await answers(`${points} --query 'sort_by(RecoveryPoints,&CreationDate)[-1].RecoveryPointArn'`)
      const metadata = {
        DBClusterIdentifier: 'restored',
        Engine: 'aurora-mysql',
        EngineVersion: (await cluster(clusterId))?.EngineVersion,
        DBSubnetGroupName: 'wordpress-prod-database',
        VpcSecurityGroupIds: '["sg-0a1b2c3d4e5f60d00"]',
      }
      const role = `arn:aws:iam::${platform.account}:role/${restoreRole}`
      const start = `backup start-restore-job --iam-role-arn ${role} --recovery-point-arn ${point}`
      const job = await answers(`${start} --metadata '${JSON.stringify(metadata)}' --query RestoreJobId`)
      await advance(sandbox, 60 * minutes)
      expect(await answers(`backup describe-restore-job --restore-job-id ${job} --query Status`)).toBe('COMPLETED')
      const restored = await cluster('restored')
      expect(restored).toMatchObject({
        Status: 'available',
        Endpoint: expect.stringMatching(/^restored\.cluster-/),
        DBClusterMembers: [],
        DBClusterParameterGroup: 'default.aurora-mysql8.0',
      })
      const { region, accounts } = sandbox.world
      expect(() => region.rds.connect(restored?.Endpoint ?? '', accounts.application)).toThrow()
    },
    LONG,
  )

  test(
    'given its groups and instances, it serves; an instance made as printed has a default group (C6)',
    async () => {
      const groups = '--db-cluster-parameter-group-name wordpress-prod-aurora-mysql8'
      const scaling = '--serverless-v2-scaling-configuration MinCapacity=0.5,MaxCapacity=4'
      await answers(`rds modify-db-cluster --db-cluster-identifier restored ${groups} ${scaling} --apply-immediately`)
      await advance(sandbox, 5 * minutes)
      const create = 'rds create-db-instance --db-cluster-identifier restored --db-instance-class db.serverless'
      const group = '--db-parameter-group-name wordpress-prod-aurora-mysql8-instance'
      await answers(`${create} --engine aurora-mysql --db-instance-identifier restored-1 ${group}`)
      await answers(`${create} --engine aurora-mysql --db-instance-identifier restored-2`)
      await advance(sandbox, 30 * minutes)
      await answers('rds wait db-instance-available --db-instance-identifier restored-1')
      const theirs = 'DBInstances[0].DBParameterGroups[0].DBParameterGroupName'
      const groupOf = (id: string) =>
        answers(`rds describe-db-instances --db-instance-identifier ${id} --query ${theirs}`)
      expect([await groupOf('restored-1'), await groupOf('restored-2')]).toEqual([
        'wordpress-prod-aurora-mysql8-instance',
        'default.aurora-mysql8.0',
      ])
      expect((await cluster('restored'))?.DBClusterParameterGroup).toBe('wordpress-prod-aurora-mysql8')
      await answers(`rds enable-http-endpoint --resource-arn ${arnOf('restored')}`)
      await advance(sandbox, 5 * minutes)
      expect(await comments('restored')).toBeGreaterThan(0)
    },
    LONG,
  )

  test(
    'a password that was changed since does not log in (C10), until it is set on the restored cluster too',
    async () => {
      const password = '--master-user-password changed-since-9Q --apply-immediately'
      await answers(`rds modify-db-cluster --db-cluster-identifier ${clusterId} ${password}`)
      await put(masterSecret, { ...(await fieldsOf(masterSecret)), password: 'changed-since-9Q' })
      await advance(sandbox, 5 * minutes)
      await answers(`${await statement(clusterId, masterSecret)} 'SELECT 1'`)
      await fails(`${await statement('restored', masterSecret)} 'SELECT 1'`, /Access denied for user/)
      await answers(`rds modify-db-cluster --db-cluster-identifier restored ${password}`)
      await advance(sandbox, 5 * minutes)
      await answers(`${await statement('restored', masterSecret)} 'SELECT 1'`)
    },
    LONG,
  )

  whereKubectl(
    'the old cluster takes writes that the restored one never sees (C14), and a restart changes nothing yet (C13)',
    async () => {
      const old = hosts()
      const before = [await comments(clusterId), await comments('restored')] as const
      await put(secret, { ...(await fieldsOf(secret)), host: (await cluster('restored'))?.Endpoint })
      await kubectl('rollout restart deployment/wordpress')
      await advance(sandbox, 5 * minutes)
      expect(await kubectl('rollout status deployment/wordpress --watch=false')).toContain('successfully rolled out')
      expect(hosts()).toEqual(old)
      expect(await comments(clusterId)).toBeGreaterThan(before[0])
      expect(await comments('restored')).toBe(before[1])
    },
    60_000,
  )

  whereKubectl(
    'a plain scale to 0 is undone by Argo CD; paused first, nobody writes any more (C14)',
    async () => {
      await kubectl('scale deployment wordpress --replicas=0')
      await advance(sandbox, 5 * minutes)
      expect(hosts()).not.toEqual([])
      const policy = '{"spec":{"syncPolicy":{"automated":null}}}'
      await kubectl(`patch applications.argoproj.io wordpress --namespace argocd --type merge -p '${policy}'`)
      await kubectl('scale deployment wordpress --replicas=0')
      await advance(sandbox, 5 * minutes)
      expect(hosts()).toEqual([])
      const still = await comments(clusterId)
      await advance(sandbox, 10 * minutes)
      expect(await comments(clusterId)).toBe(still)
    },
    60_000,
  )

  whereKubectl(
    'asked for, and looked at, the copy of the secret brings the pods to the restored cluster (C13)',
    async () => {
      const { externalSecret, secret: copy } = platform.kubernetes
      const host = (await cluster('restored'))?.Endpoint ?? ''
      await kubectl(`annotate externalsecrets.external-secrets.io ${externalSecret} force-sync=1`)
      await advance(sandbox, 2 * minutes)
      const copied = await kubectl(`get secret ${copy} -o jsonpath={.data.host}`)
      expect(Buffer.from(copied, 'base64').toString()).toBe(host)
      await kubectl('scale deployment wordpress --replicas=3')
      await advance(sandbox, 5 * minutes)
      expect(hosts()).toEqual([host])
      const written = await comments('restored')
      await advance(sandbox, 5 * minutes)
      expect(await comments('restored')).toBeGreaterThan(written)
    },
    60_000,
  )
})

test('no command has met a fault of the sandbox itself', () => {
  expect(faults).toEqual([])
})
