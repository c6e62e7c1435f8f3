// The real AWS CLI and the real kubectl, where installed, with the commands of a hand-written runbook: as printed, and corrected.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type SandboxServers, type ServerRequest, sandboxServers } from '../../control/backends/sandbox-server.ts'
import { type SandboxOptions, sandbox } from '../../control/cli/commands/sandbox.ts'
import type { Sandbox } from '../../sandbox/serve/serve.ts'
import { advance, ask, faults, installed, operating, platform, run, served, words } from './served.ts'

const clusterId = platform.database.clusterId
const minutes = 60

const whereAws = installed('aws', '--version') ? describe : describe.skip
const whereKubectl = installed('kubectl', 'version', '--client') ? describe : describe.skip

whereAws('The AWS CLI, with the commands of a hand-written runbook', () => {
  const home = mkdtempSync(join(tmpdir(), 'aws-'))
  let sandbox: Sandbox
  let point = ''
  const { answers, fails, cluster } = operating(() => sandbox, home)

  beforeAll(async () => {
    sandbox = await served({ scenario: 'database-corruption' })
  })
  afterAll(async () => {
    await sandbox.stop()
    rmSync(home, { recursive: true })
  })

  const inPlace = '--vpc-security-group-ids sg-0a1b2c3d4e5f60d00 --db-subnet-group-name wordpress-prod-database'
  const restore = `rds restore-db-cluster-to-point-in-time --source-db-cluster-identifier ${clusterId} ${inPlace}`
  const create =
    'rds create-db-instance --db-instance-class db.serverless --engine aurora-mysql --db-cluster-identifier'

  test('what only looks: the type of Aurora points (C1), pages, and what is not simulated yet', async () => {
    const points = `backup list-recovery-points-by-backup-vault --backup-vault-name ${platform.database.vault} --by-resource-type`
    const [none, newest, page] = await Promise.all([
      answers(`${points} RDS`),
      answers(`${points} Aurora --query 'sort_by(RecoveryPoints,&CreationDate)[-1].[Status,RecoveryPointArn]'`),
      answers(`rds describe-db-instances --max-items 1 --query '[NextToken,DBInstances[].DBInstanceIdentifier]'`),
      fails('sqs list-queues', /\(NotSimulated\).*sqs/),
    ])
    expect(none.RecoveryPoints).toEqual([])
    expect(newest).toEqual(['COMPLETED', expect.stringMatching(/:cluster-snapshot:awsbackup:/)])
    point = newest[1]
    expect(page).toEqual([expect.any(String), [`${clusterId}-1`]])
  }, 60_000)

  test('a point-in-time restore as printed fails where AWS fails it (C2, C3, C4, C9)', async () => {
    await fails(
      `${restore} --db-cluster-identifier early --restore-to-time 2024-01-15T10:30:00Z`,
      /\(InvalidParameterValue\)/,
    )
    await answers(`${restore} --db-cluster-identifier printed --restore-to-time 2030-03-04T06:58:29Z`)
    await advance(sandbox, minutes)
    await fails(`${create} printed --db-instance-identifier printed-1`, /\(InvalidDBClusterStateFault\).*available/)
    await advance(sandbox, 40 * minutes)
    expect(await answers('rds wait db-cluster-available --db-cluster-identifier printed')).toBeUndefined()
    expect(await cluster('printed')).toMatchObject({
      Endpoint: expect.stringMatching(/^printed\.cluster-/),
      DBClusterMembers: [],
      DBClusterParameterGroup: 'default.aurora-mysql8.0',
    })
    await fails(`${create} printed --db-instance-identifier printed-1`, /\(InvalidDBClusterStateFault\).*[Ss]erverless/)
  }, 60_000)

  test('corrected, it gives a cluster that serves', async () => {
    const explicit = [
      '--db-cluster-parameter-group-name wordpress-prod-aurora-mysql8',
      '--serverless-v2-scaling-configuration MinCapacity=0.5,MaxCapacity=4',
    ]
    const moment = '--restore-to-time 2030-03-04T06:58:29Z'
    await answers(`${restore} --db-cluster-identifier corrected ${moment} ${explicit.join(' ')}`)
    await advance(sandbox, 40 * minutes)
    await answers(`${create} corrected --db-instance-identifier corrected-1`)
    await advance(sandbox, 30 * minutes)
    await answers('rds wait db-instance-available --db-instance-identifier corrected-1')
    const restored = await cluster('corrected')
    expect(restored).toMatchObject({
      DBClusterMembers: [{ IsClusterWriter: true }],
      DBClusterParameterGroup: 'wordpress-prod-aurora-mysql8',
    })
    const { region, accounts } = sandbox.world
    const session = region.rds.connect(restored?.Endpoint ?? '', accounts.application)
    const [[spoilt] = []] = session.execute(`SELECT COUNT(*) FROM wp_posts WHERE post_content LIKE '%BROKEN%'`).rows
    expect(Number(spoilt)).toBe(0)
  }, 60_000)

  test('the other two ways back, as printed: a rejected restore job (C7), and an unplanned upgrade (C8)', async () => {
    const metadata = { DBClusterIdentifier: 'job', Engine: 'aurora-mysql', VpcSecurityGroupIds: 'sg-0a1b2c3d4e5f60d00' }
    const role = `arn:aws:iam::${platform.account}:role/${platform.database.restoreRole}`
    const start = `backup start-restore-job --iam-role-arn ${role} --recovery-point-arn ${point}`
    await fails(`${start} --metadata '${JSON.stringify(metadata)}'`, /Invalid/)

    const upgraded = `rds restore-db-cluster-from-snapshot --db-cluster-identifier upgraded --engine aurora-mysql ${inPlace}`
    const is = await answers(`${upgraded} --snapshot-identifier ${point} --query 'DBCluster.EngineVersion'`)
    const was = (await cluster(clusterId))?.EngineVersion ?? ''
    expect(is > was).toBe(true)
  }, 60_000)

  test('a four-key secret is taken, and loses the other keys (C11, C12)', async () => {
    const short = '{"host":"h","port":"3306","username":"admin","password":"p"}'
    await answers(`secretsmanager update-secret --secret-id ${platform.database.secret} --secret-string '${short}'`)
    await advance(sandbox, minutes)
    const value = sandbox.world.region.secrets.current(platform.database.secret)?.value ?? '{}'
    expect(JSON.parse(value)).toEqual(JSON.parse(short))
  }, 60_000)
})

whereKubectl('kubectl, on the cluster of the served world', () => {
  const home = mkdtempSync(join(tmpdir(), 'kubectl-'))
  let sandbox: Sandbox
  const kubectl = (line: string) =>
    run('kubectl', ['--kubeconfig', join(home, 'config'), '--cache-dir', home, ...words(line)], { HOME: home })

  beforeAll(async () => {
    sandbox = await served()
    writeFileSync(join(home, 'config'), (await ask(sandbox, '/_muster/kubeconfig')).text)
  })
  afterAll(async () => {
    await sandbox.stop()
    rmSync(home, { recursive: true })
  })

  const volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'wp-content' },
    spec: {
      capacity: { storage: '100Gi' },
      accessModes: ['ReadWriteMany'],
      persistentVolumeReclaimPolicy: 'Retain',
      csi: { driver: 'efs.csi.aws.com', volumeHandle: 'fs-0a1b2c3d' },
    },
  }

  test('gets with the ages of that world, scales and restarts', async () => {
    const got = await kubectl('get deployments,pods')
    expect(got).toMatchObject({ code: 0, text: expect.stringMatching(/deployment.apps\/wordpress +3\/3 +3 +3 +5h/) })
    expect((await kubectl('scale deployment -n wordpress wordpress --replicas=4')).text).toContain('scaled')
    expect((await kubectl('rollout restart deployment -n wordpress wordpress')).text).toContain('restarted')
    const rollout = kubectl('rollout status deployment/wordpress --timeout=60s')
    for (let minute = 0; minute < 10; minute++) await advance(sandbox, minutes)
    expect(await rollout).toMatchObject({ code: 0, text: expect.stringContaining('successfully rolled out') })
  }, 60_000)

  test('applies a volume, and may not turn it to another file system afterwards (C24)', async () => {
    const file = join(home, 'volume.json')
    writeFileSync(file, JSON.stringify(volume))
    expect((await kubectl(`apply -f ${file}`)).text).toContain('created')
    expect((await kubectl(`apply -f ${file}`)).text).toContain('unchanged')
    const patched = await kubectl(`patch pv wp-content -p '{"spec":{"csi":{"volumeHandle":"fs-new"}}}'`)
    expect(patched).toEqual({ code: 1, text: expect.stringContaining('is immutable after creation') })
    writeFileSync(file, JSON.stringify({ ...volume, spec: { ...volume.spec, kapacity: {} } }))
    expect(await kubectl(`apply -f ${file}`)).toEqual({
      code: 1,
      text: expect.stringContaining('unknown field "spec.kapacity"'),
    })
  }, 60_000)

  test('as a viewer reads no secret and changes nothing', async () => {
    const viewer = '--context wordpress-prod-viewer'
    expect((await kubectl(`${viewer} get pods`)).code).toBe(0)
    expect((await kubectl(`${viewer} get secrets`)).text).toContain('(Forbidden)')
    expect((await kubectl(`${viewer} scale deployment wordpress --replicas=0`)).text).toContain('(Forbidden)')
  }, 60_000)
})

describe('muster sandbox', () => {
  const written: string[] = []
  const output = { isTTY: false, write: (text: string) => void written.push(text) }
  const options = { port: '0', speed: '60', virtual: true, platform: '', seed: 'served' }
  const requests: ServerRequest[] = []
  const servers: SandboxServers = {
    disasterNames: async () => ['flooded-cellar'],
    serve: async request => {
      requests.push(request)
      if (request.port === 1) throw Object.assign(new Error('which another program uses'), { name: 'PortRefused' })
      return sandboxServers.serve({ ...request, scenario: undefined })
    },
  }
  const muster = (given: Partial<SandboxOptions>) =>
    sandbox(
      { ...options, ...given },
      {
        terminal: { stdout: output, stderr: output, env: {} },
        readPlatform: async () => platform,
        servers,
        enough: Promise.resolve(),
      },
    )

  test('says where the world is and how to get in, serves it and stops when told', async () => {
    expect(await muster({ pageSize: '2' })).toBe(0)
    const text = written.join('')
    expect(text).toMatch(/^Simulated AWS and Kubernetes at http:\/\/127\.0\.0\.1:\d+ \(account 111122223333, us-east-1/)
    expect(text).toContain('Time stands still there')
    expect(text).toMatch(/operator AWS_ACCESS_KEY_ID=ASIA/)
    expect(text).toContain('The sandbox has stopped')
    expect(requests.at(-1)).toMatchObject({ speed: null, pageSize: 2, seed: 'served' })
  })

  test.each<[Partial<SandboxOptions>, RegExp]>([
    [{ port: 'aws' }, /--port: given "aws"; allowed is a whole number from 0 to 65535/],
    [{ port: '1' }, /--port: given 1, which another program uses; allowed is a free port/],
    [{ virtual: false, speed: '0' }, /--speed: given "0"/],
    [{ pageSize: '1.5' }, /--page-size: given "1.5"; allowed is a whole number/],
    [{ scenario: 'flooded-celar' }, /--scenario: .* allowed is flooded-cellar[\s\S]*Did you mean "flooded-cellar"/],
  ])('refuses %j, saying what is allowed', async (given, why) => {
    await expect(muster(given)).rejects.toMatchObject({ name: 'UsageError', message: expect.stringMatching(why) })
  })
})

test('no command has met a fault of the sandbox itself', () => {
  expect(faults).toEqual([])
})
