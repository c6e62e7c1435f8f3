// What a region lacks is found before anything is restored into it, all at once, and without asking the lost region.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Platform } from '../../domain/platform.ts'
import { platformAt } from '../../domain/platform-places.ts'
import { covers } from '../../domain/region/entrance.ts'
import { imageBlockers, registryOf } from '../../domain/region/images.ts'
import { run as preflightRegion } from '../../lambdas/preflight-region/handler.ts'
import { applications, deployments } from '../../sandbox/kubernetes/kinds.ts'
import { home, platform, region, regionWorld, START, VERSION } from './region-world.ts'

const { recovery } = platform

const inputOf = (view: Platform) => ({
  lost: view.regions.recovery,
  clusterId: view.database.clusterId,
  ...{ recovery: view.recovery, files: view.files, kubernetes: view.kubernetes },
  drillImage: view.drill.image,
  url: view.application.url,
})

interface Found {
  readonly blockers: string[]
  readonly notes: string[]
}

/** @param change of what the platform's description says */
const preflight = (world: ReturnType<typeof regionWorld>, change: Partial<Platform> = {}): Promise<Found> => {
  const granted = platformAt('recovery', { ...home, ...change })
  return world.call(preflightRegion, inputOf(granted), { granted })
}

describe('The preflight of the recovery region', () => {
  test.each(['recover', 'drill'] as const)('finds nothing where all is prepared (%s)', async mode => {
    const world = regionWorld()
    expect(await world.call(preflightRegion, inputOf(platform), { mode })).toEqual({ blockers: [], notes: [] })
    expect(new Set(world.cloud.calls.map(call => call.region))).toEqual(new Set([region]))
    expect(world.cloud.calls.filter(call => call.error)).toEqual([])
  })

  test('names everything that is missing, disabled or of the wrong region, in one go', async () => {
    const world = regionWorld()
    const { database, files } = recovery
    world.kms.change(database.kmsKeyId, 'Disabled')
    world.balancing.remove(recovery.application.loadBalancer)
    world.rds.seedParameterGroup({ kind: 'pg', name: 'of-mysql', family: 'mysql8.0' })
    const instances = [{ class: 'db.m1.small', parameterGroup: 'of-mysql' }]
    const { blockers, notes } = await preflight(world, {
      recovery: {
        ...recovery,
        database: { ...database, vault: 'none', subnetGroup: 'none', clusterParameterGroup: 'none', instances },
        files: {
          ...files,
          kmsKeyId: home.files.kmsKeyId,
          mountTargets: [
            { zone: `${region}b`, subnet: 'subnet-0a1b2c3d4e5f60e0a', securityGroups: ['sg-0a1b2c3d4e5f60f00'] },
            { zone: `${region}c`, subnet: 'subnet-0a1b2c3d4e5f60e0f', securityGroups: ['sg-0a1b2c3d4e5f60f00'] },
          ],
        },
        application: {
          ...recovery.application,
          certificateArn: recovery.application.certificateArn.replace(region, 'us-east-1'),
        },
      },
    })
    expect(blockers).toEqual([
      expect.stringContaining(`${database.kmsKeyId} is Disabled, expected Enabled`),
      expect.stringContaining('no backup vault none in this region'),
      expect.stringContaining(`there is no KMS key ${home.files.kmsKeyId} in this region; keys are regional`),
      expect.stringContaining('none does not exist in this region; create it or correct recovery.database.subnetGroup'),
      expect.stringContaining('cluster parameter group: none does not exist in this region'),
      expect.stringContaining('of-mysql is of the family mysql8.0, expected one of aurora-mysql'),
      expect.stringContaining('subnet-0a1b2c3d4e5f60e0a is in us-west-2a, the platform'),
      expect.stringContaining('there is no subnet-0a1b2c3d4e5f60e0f'),
      expect.stringContaining('is of us-east-1; certificates are regional'),
      expect.stringContaining('there is no wordpress-prod-west in this region'),
    ])
    expect(notes).toEqual([expect.stringMatching(/^which engine version the newest copy has is not told/)])
  })

  test('refuses an engine version that the region does not offer, and one instance class that cannot be had', async () => {
    const { blockers } = await preflight(regionWorld({ offered: ['8.0.mysql_aurora.3.10.1'] }))
    expect(blockers).toEqual([expect.stringContaining(`of version ${VERSION}, which this region does not offer`)])
    const instances = [{ class: 'db.x9.huge', parameterGroup: recovery.database.instances[0]?.parameterGroup ?? '' }]
    const given = { recovery: { ...recovery, database: { ...recovery.database, instances } } }
    const of = await preflight(regionWorld(), given)
    expect(of.blockers).toEqual([expect.stringMatching(/^class: db.x9.huge cannot be had in us-west-2a, us-west-2b/)])
  })

  test('counts the room that quotas leave, and what serverless instances need', async () => {
    const world = regionWorld()
    world.rds.allowNoMore()
    world.quotas.grant('L-848C634D', 0)
    world.quotas.grant('L-1216C47A', 3)
    world.quotas.grant('L-7A658B76', 0)
    const given = { recovery: { ...recovery, database: { ...recovery.database, scaling: null } } }
    const { blockers, notes } = await preflight(world, given)
    expect(blockers).toEqual([
      expect.stringContaining('DBClusters has 0 of 0 in use, 1 more are needed'),
      expect.stringContaining('DBInstances has 0 of 0 in use, 2 more are needed'),
      expect.stringContaining('needs recovery.database.scaling'),
      expect.stringContaining('file systems has 0 of 0 in use'),
      expect.stringContaining('3 vCPUs together, and 2 nodes have at least 4'),
    ])
    expect(notes).toEqual([expect.stringContaining('gp3 storage, 0 TiB, is used up')])
  })

  test('wants a certificate that browsers accept for the site, and a load balancer that is active', async () => {
    const world = regionWorld()
    const { certificateArn, loadBalancer } = recovery.application
    world.acm.change(certificateArn, { expiresAt: START })
    world.balancing.change(loadBalancer, 'failed')
    const { blockers } = await preflight(world, {
      application: { ...home.application, url: 'https://shop.example.com' },
    })
    expect(blockers).toEqual([
      expect.stringContaining('is EXPIRED, expected ISSUED'),
      expect.stringContaining(
        'is for www.example.com, internal.us-west-2.example.com, and the site is shop.example.com',
      ),
      expect.stringContaining(`${loadBalancer} is failed, expected active`),
    ])
    const elsewhere = { ...recovery.application, privateUrl: 'https://private.example.com' }
    const { notes } = await preflight(regionWorld(), { recovery: { ...recovery, application: elsewhere } })
    expect(notes).toEqual([expect.stringContaining('the certificate does not cover private.example.com')])
  })

  test('finds images that only the lost region could deliver', async () => {
    const world = regionWorld()
    const image = `111122223333.dkr.ecr.us-east-1.amazonaws.com/wordpress@sha256:${'0'.repeat(64)}`
    const { store } = world.cluster
    // Otherwise Argo CD would put it right.
    store.update(store.get(applications, 'argocd', 'wordpress')!, draft => {
      draft.spec.syncPolicy = {}
    })
    store.update(store.get(deployments, 'wordpress', 'wordpress')!, draft => {
      for (const container of draft.spec!.template.spec?.containers ?? []) container.image = image
    })
    const { blockers } = await preflight(world, { drill: { ...home.drill, image } })
    expect(blockers).toEqual([
      expect.stringMatching(/^image: a drill's client runs .* is in us-east-1; replicate it to us-west-2/),
      expect.stringMatching(/^image: wordpress\/wordpress runs /),
    ])
  })

  test('tells on what a change of the record leans, which the flag does not', async () => {
    const traffic = {
      ...{ by: 'record' as const, hostedZone: 'Z0123456789ABCDEFGHIJ', ttl: 60 },
      setIdentifiers: { primary: 'east', recovery: 'west' },
    }
    const { blockers, notes } = await preflight(regionWorld(), { recovery: { ...recovery, traffic } })
    expect(blockers).toEqual([])
    expect(notes).toEqual([expect.stringMatching(/in us-east-1, must take it, and that is the region that was lost$/)])
  })

  test('waits for AWS instead of blaming the region when AWS does not answer', async () => {
    const world = regionWorld()
    world.faults.push(call =>
      call.operation === 'acm:DescribeCertificate'
        ? { kind: 'error', name: 'ThrottlingException', message: 'Rate exceeded', status: 400 }
        : undefined,
    )
    await expect(preflight(world)).rejects.toThrow('ThrottlingException')
  })
})

describe('What the judgements rest on', () => {
  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/)

  test('a star in a certificate stands for exactly one label', () => {
    fc.assert(
      fc.property(label, label, label, (first, second, third) => {
        const domain = `${third}.example`
        expect(covers(`*.${domain}`, `${first}.${domain}`)).toBe(true)
        expect(covers(`*.${domain}`, domain)).toBe(false)
        expect(covers(`*.${domain}`, `${first}.${second}.${domain}`)).toBe(false)
        expect(covers(domain, domain.toUpperCase())).toBe(true)
      }),
    )
  })

  test('an image without a host comes from Docker Hub, and only a private registry has a region', () => {
    expect(registryOf('mysql:8')).toBe('docker.io')
    expect(registryOf('library/mysql:8')).toBe('docker.io')
    expect(registryOf('localhost:5000/mysql')).toBe('localhost:5000')
    const inEcr = (host: string) => imageBlockers({ it: `${host}/a/b:1` }, 'eu-west-1').length
    expect(inEcr('111122223333.dkr.ecr.eu-west-1.amazonaws.com')).toBe(0)
    expect(inEcr('public.ecr.aws')).toBe(0)
    expect(inEcr('111122223333.dkr.ecr.eu-central-1.amazonaws.com')).toBe(1)
    expect(inEcr('111122223333.dkr-ecr.eu-central-1.on.aws')).toBe(1)
  })
})
