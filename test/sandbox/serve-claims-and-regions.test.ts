// The real AWS CLI and kubectl swap disks, bring dashboards back and leave a region: as a hand-written runbook prints it, and corrected.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Sandbox } from '../../sandbox/serve/serve.ts'
import { advance, ask, faults, installed, operating, platform, run, served, words } from './served.ts'

const { monitoring, recovery } = platform
/** Every command starts a program, which takes a second and more on a busy machine. */
const LONG = 180_000
const home = mkdtempSync(join(tmpdir(), 'claims-and-regions-'))
afterAll(() => rmSync(home, { recursive: true }))

const whereAws = installed('aws', '--version') ? describe : describe.skip
const whereBoth = installed('kubectl', 'version', '--client') ? whereAws : describe.skip

whereBoth('a hand-written runbook for claims and dashboards', () => {
  let sandbox: Sandbox
  const { answers, fails } = operating(() => sandbox, home)
  const kubectl = async (line: string) => {
    const config = ['--kubeconfig', join(home, 'config'), '--cache-dir', home, '--namespace', monitoring.namespace]
    return run('kubectl', [...config, ...words(line)], { HOME: home })
  }
  const done = async (line: string) => {
    const { code, text } = await kubectl(line)
    expect({ line, code, text }).toEqual({ line, code: 0, text })
    return text
  }
  const apply = (object: object) => {
    const file = join(home, 'object.json')
    writeFileSync(file, JSON.stringify(object))
    return done(`apply -f ${file}`)
  }
  const minutes = (count: number) => advance(sandbox, count * 60)
  const look = (volume: string, field: string) =>
    answers(`ec2 describe-volumes --volume-ids ${volume} --query Volumes[0].${field}`)
  const claim = 'grafana'

  beforeAll(async () => {
    sandbox = await served({ scenario: 'monitoring-loss' })
    writeFileSync(join(home, 'config'), (await ask(sandbox, '/_muster/kubeconfig')).text)
  })
  afterAll(() => sandbox.stop())

  test(
    'a count written by heart is not what stays: autoscaler and GitOps have their own (C32)',
    async () => {
      await done('--namespace wordpress scale deployment wordpress --replicas=1')
      await done('scale deployment grafana --replicas=0')
      await minutes(5)
      expect(await done('--namespace wordpress get deployment wordpress -o jsonpath={.spec.replicas}')).toBe('3')
      expect(await done('get deployment grafana -o jsonpath={.spec.replicas}')).toBe('1')
      // Corrected: whoever keeps the count is told to let go of it first.
      const let_go = '{"spec":{"syncPolicy":{"automated":null}}}'
      await done(`--namespace argocd patch application observability --type merge -p '${let_go}'`)
      await done('scale deployment grafana --replicas=0')
      await minutes(5)
      expect(await done('get deployment grafana -o jsonpath={.spec.replicas}')).toBe('0')
    },
    LONG,
  )

  let disk = ''
  let size = 0

  test(
    'deleting a claim deletes its disk, unless its volume was told to be retained (C31)',
    async () => {
      const volume = await done(`get pvc ${claim} -o jsonpath={.spec.volumeName}`)
      disk = await done(`get pv ${volume} -o jsonpath={.spec.csi.volumeHandle}`)
      size = await look(disk, 'Size')
      await done(`patch pv ${volume} -p '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'`)
      await done(`delete pvc ${claim} --wait=false`)
      await minutes(5)
      expect(await look(disk, 'State')).toBe('available')
      expect(await done(`get pv ${volume} -o jsonpath={.status.phase}`)).toBe('Released')

      const set = `prometheus-${monitoring.prometheus.resource}`
      const ofPrometheus = `prometheus-${monitoring.prometheus.resource}-db-${set}-0`
      const other = await done(`get pvc ${ofPrometheus} -o jsonpath={.spec.volumeName}`)
      const lost = await done(`get pv ${other} -o jsonpath={.spec.csi.volumeHandle}`)
      const stopped = '{"spec":{"replicas":0}}'
      await done(`patch prometheus ${monitoring.prometheus.resource} --type merge -p '${stopped}'`)
      await minutes(5)
      await done(`delete pvc ${ofPrometheus} --wait=false`)
      await minutes(5)
      await fails(`ec2 describe-volumes --volume-ids ${lost}`, /InvalidVolume.NotFound/)
    },
    LONG,
  )

  test(
    'a volume of which no zone is said is given to a pod that cannot reach it; said, the pod goes to it (C28)',
    async () => {
      const zone = await look(disk, 'AvailabilityZone')
      const spec = {
        capacity: { storage: `${size}Gi` },
        accessModes: ['ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: 'gp3',
        csi: { driver: 'ebs.csi.aws.com', volumeHandle: disk, fsType: 'ext4' },
      }
      const key = 'topology.kubernetes.io/zone'
      const only = (values: readonly string[]) => ({
        required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values }] }] },
      })
      const volume = (name: string, more: object) => ({
        ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name } },
        spec: { ...spec, ...more },
      })
      const claiming = (volumeName: string) => ({
        ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
        metadata: { name: claim, namespace: monitoring.namespace },
        spec: {
          ...{ accessModes: ['ReadWriteOnce'], storageClassName: 'gp3', volumeName },
          resources: { requests: { storage: `${size}Gi` } },
        },
      })
      const ready = () => done('get deployment grafana -o jsonpath={.status.readyReplicas}')
      const started = async (name: string) => {
        await apply(claiming(name))
        await done('scale deployment grafana --replicas=1')
        await minutes(10)
      }
      await apply(volume('grafana-as-printed', {}))
      // The scheduler has no reason to look for the zone: it takes the first node, which is in another.
      await started('grafana-as-printed')
      expect(await ready()).toBe('')
      await done('scale deployment grafana --replicas=0')
      await minutes(5)
      await done(`delete pvc ${claim} --wait=false`)
      await done('delete pv grafana-as-printed --wait=false')
      await minutes(5)
      await apply(volume('grafana-corrected', { nodeAffinity: only([zone]) }))
      await started('grafana-corrected')
      expect(await ready()).toBe('1')
    },
    LONG,
  )

  test(
    'what Grafana gives is not what it takes: folders are in the list, and a body must be made anew (C33)',
    async () => {
      const path = `/_muster/kubernetes/operator/api/v1/namespaces/${monitoring.namespace}/services/grafana:3000/proxy`
      const secret = JSON.parse(await done(`get secret ${monitoring.grafana.adminSecret} -o jsonpath={.data}`))
      const plain = (field: string) => Buffer.from(secret[field], 'base64').toString()
      const json = { 'content-type': 'application/json' }
      // The API server keeps `Authorization` for itself, and hands cookies on.
      const login = await fetch(`${sandbox.url}${path}/login`, {
        ...{ method: 'POST', headers: json },
        body: JSON.stringify({ user: plain('admin-user'), password: plain('admin-password') }),
      })
      const headers = { ...json, cookie: (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '' }
      const grafana = async (what: string, body?: object) =>
        ask(sandbox, `${path}/api/${what}`, { headers, ...(body && { body: JSON.stringify(body) }) })
      const owned = { title: 'Ours', uid: 'ours' }
      const first = { dashboard: { title: 'Load', uid: 'load', panels: [] }, folderUid: owned.uid, overwrite: true }
      expect((await grafana('folders', owned)).status).toBe(200)
      expect((await grafana('dashboards/db', first)).status).toBe(200)

      const listed = (await grafana('search')).json() as unknown as readonly { type: string; uid: string }[]
      expect(new Set(listed.map(({ type }) => type))).toEqual(new Set(['dash-folder', 'dash-db']))
      const folder = listed.find(({ type }) => type === 'dash-folder')?.uid
      expect((await grafana(`dashboards/uid/${folder}`)).status).toBe(404)

      const { uid } = listed.find(({ type }) => type === 'dash-db') ?? { uid: '' }
      const exported = (await grafana(`dashboards/uid/${uid}`)).json()
      expect(Object.keys(exported).sort()).toEqual(['dashboard', 'meta'])
      // As printed: the same body. Its version is an old one as soon as anybody has saved it meanwhile.
      const { dashboard, meta } = exported as unknown as { dashboard: { title: string }; meta: { folderUid: string } }
      const made = (title: string) => ({ dashboard: { ...dashboard, title, id: null }, folderUid: meta.folderUid })
      expect((await grafana('dashboards/db', { ...made('Saved by somebody'), overwrite: true })).status).toBe(200)
      expect((await grafana('dashboards/db', exported)).status).toBe(412)
      const again = await grafana('dashboards/db', { ...made(dashboard.title), overwrite: true })
      expect([again.status, again.json().status]).toEqual([200, 'success'])
      expect((await grafana(`dashboards/uid/${uid}`)).json()).toMatchObject({
        dashboard: { title: dashboard.title },
        meta: { folderUid: meta.folderUid },
      })
    },
    LONG,
  )
})

whereAws('a hand-written runbook for a lost region', () => {
  let sandbox: Sandbox
  const { answers, fails } = operating(() => sandbox, home)

  beforeAll(async () => {
    sandbox = await served({ scenario: 'region-failure' })
  })
  afterAll(() => sandbox.stop())

  test(
    'into a network that is not there yet nothing is restored (C35), nor with a key of the region that was lost (C37)',
    async () => {
      const { vault, subnetGroup, kmsKeyId, securityGroups } = recovery.database
      const list = `backup list-recovery-points-by-backup-vault --backup-vault-name ${vault} --by-resource-type Aurora`
      const snapshot = await answers(`${list} --query 'sort_by(RecoveryPoints,&CreationDate)[-1].RecoveryPointArn'`)
      const restore = (group: string, key: string) =>
        `rds restore-db-cluster-from-snapshot --db-cluster-identifier by-hand --snapshot-identifier ${snapshot} ` +
        `--engine aurora-mysql --db-subnet-group-name ${group} --vpc-security-group-ids ${securityGroups[0]} ` +
        `--kms-key-id ${key} --query DBCluster.Status`
      await fails(restore('not-built-yet', kmsKeyId), /DBSubnetGroupNotFoundFault/)
      await fails(restore(subnetGroup, platform.database.kmsKeyId), /KMSKeyNotAccessibleFault/)
      expect(await answers(restore(subnetGroup, kmsKeyId))).toBe('creating')
    },
    LONG,
  )

  test(
    'no record can be changed while the control plane in us-east-1 is away (C38)',
    async () => {
      await fails('route53 list-hosted-zones', /ServiceUnavailable/)
    },
    LONG,
  )
})

test('no command has met a fault of the sandbox itself', () => {
  expect(faults).toEqual([])
})
