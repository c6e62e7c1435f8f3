// S3 as locks and evidence use it: conditional writes that race, retention that holds, and answers that hide things.
import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Buckets, S3 } from '../../../sandbox/aws/s3/index.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'
import { ask, everyPage, needs, refusal, start, surroundings } from './calling.ts'

const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/evidence'
const day = 86_400_000
const control = 'wordpress-prod-muster-control-us-east-1'
const evidence = 'wordpress-prod-muster-evidence-us-east-1'

function world(options: { readonly mayList?: boolean; readonly usable?: boolean; readonly pageSize?: number } = {}) {
  const clock = new VirtualClock(start)
  const buckets: Buckets = new Map()
  const { mayList = true, usable = true, pageSize } = options
  const settings = { buckets, allows: () => mayList, usable: () => usable, ...(pageSize && { pageSize }) }
  const east = new S3(surroundings('us-east-1', clock), settings)
  const west = new S3(surroundings('us-west-2', clock), settings)
  east.seed({ name: control })
  east.seed({
    name: evidence,
    retention: { mode: 'COMPLIANCE', days: 30 },
    encryption: { algorithm: 'aws:kms', keyArn },
  })
  east.seed({ name: 'versioned', versioning: true })
  east.seed({ name: 'locked', objectLock: true })
  const put = (Body: string, more: object = {}) =>
    ask(east.service, 'PutObject', { Bucket: control, Key: 'lock', Body: Buffer.from(Body), ...more })
  const refused = (operation: string, input: object) =>
    refusal(east.service, operation, { Bucket: control, Key: 'lock', ...input })
  return { clock, east, west, service: east.service, put, refused }
}

const md5 = (text: string) => createHash('md5').update(text).digest('base64')

describe('a conditional write', () => {
  test('creates only where nothing is', () => {
    const { put, refused, east, service } = world()
    put('mine', { IfNoneMatch: '*' })
    expect(refused('PutObject', { Body: 'theirs', IfNoneMatch: '*' })).toBe('PreconditionFailed')
    expect(Buffer.from(east.content(control, 'lock') ?? []).toString()).toBe('mine')
    ask(service, 'DeleteObject', { Bucket: control, Key: 'lock' })
    put('theirs', { IfNoneMatch: '*' })
    expect(refused('PutObject', { Body: 'x', IfNoneMatch: '"tag"' })).toBe('NotImplemented')
  })

  test('replaces only what was read', () => {
    const { put, refused } = world()
    const { ETag } = put('one')
    expect(ETag).toBe(`"${createHash('md5').update('one').digest('hex')}"`)
    const second = put('two', { IfMatch: ETag }).ETag
    expect(refused('PutObject', { Body: 'three', IfMatch: ETag })).toBe('PreconditionFailed')
    put('three', { IfMatch: second.replaceAll('"', '') })
    expect(refused('PutObject', { Key: 'none', Body: 'x', IfMatch: ETag })).toBe('NoSuchKey')
  })

  test('that a deletion overtakes conflicts, and that another write overtakes fails', () => {
    const { east, put, refused, service } = world()
    const { ETag } = put('one')
    const stop = east.duringUploads(() => ask(service, 'DeleteObject', { Bucket: control, Key: 'lock' }))
    expect(refused('PutObject', { Body: 'two', IfMatch: ETag })).toBe('ConditionalRequestConflict')
    stop()
    const others = ['theirs']
    east.duringUploads(() => {
      const Body = others.pop()
      if (Body) ask(service, 'PutObject', { Bucket: control, Key: 'lock', Body, IfNoneMatch: '*' })
    })
    expect(refused('PutObject', { Body: 'mine', IfNoneMatch: '*' })).toBe('PreconditionFailed')
    expect(Buffer.from(east.content(control, 'lock') ?? []).toString()).toBe('theirs')
  })

  test('lets one of any number of contenders win', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 }), bodies => {
        const { service } = world()
        const request = (Body: string) => ({ Bucket: control, Key: 'lock', Body, IfNoneMatch: '*' })
        ask(service, 'PutObject', request(bodies[0] ?? ''))
        for (const body of bodies.slice(1))
          expect(refusal(service, 'PutObject', request(body))).toBe('PreconditionFailed')
        const { Body } = ask(service, 'GetObject', { Bucket: control, Key: 'lock' })
        expect(Buffer.from(Body).toString()).toBe(Buffer.from(bodies[0] ?? '').toString())
      }),
      { numRuns: 20 },
    )
  })

  test('of an ETag needs to read, and of encryption needs the key', () => {
    const { service } = world()
    const actions = (input: object) =>
      needs(service, 'PutObject', input).map(({ action, resource }) => `${action} ${resource}`)
    const object = `arn:aws:s3:::${control}/lock`
    expect(actions({ Bucket: control, Key: 'lock', IfNoneMatch: '*' })).toEqual([`s3:PutObject ${object}`])
    expect(actions({ Bucket: control, Key: 'lock', IfMatch: 'x' })).toEqual([
      `s3:PutObject ${object}`,
      `s3:GetObject ${object}`,
    ])
    const until = new Date(start + 10 * day)
    const locked = { Bucket: evidence, Key: 'e', ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until }
    expect(actions(locked)).toEqual([
      `s3:PutObject arn:aws:s3:::${evidence}/e`,
      `s3:PutObjectRetention arn:aws:s3:::${evidence}/e`,
      `kms:GenerateDataKey ${keyArn}`,
    ])
    expect(needs(service, 'PutObject', locked)[0]?.context).toMatchObject({
      's3:object-lock-mode': 'COMPLIANCE',
      's3:object-lock-remaining-retention-days': '10',
    })
  })
})

describe('reading', () => {
  test('a missing key is 404 to those who may list the bucket and 403 to others', () => {
    expect(world().refused('GetObject', {})).toBe('NoSuchKey')
    expect(world().refused('HeadObject', {})).toBe('NotFound')
    expect(world({ mayList: false }).refused('GetObject', {})).toBe('AccessDenied')
    expect(world({ mayList: false }).refused('HeadObject', {})).toBe('AccessDenied')
  })

  test('from another region redirects, and a missing bucket says so, before any permission', () => {
    const { west, refused } = world()
    const input = { Bucket: control, Key: 'lock' }
    expect(refusal(west.service, 'GetObject', input)).toBe('PermanentRedirect')
    expect(needs(west.service, 'GetObject', input)).toEqual([])
    expect(refused('GetObject', { Bucket: 'nobody' })).toBe('NoSuchBucket')
    expect(refused('PutObject', { ExpectedBucketOwner: '999999999999', Body: 'x' })).toBe('AccessDenied')
  })

  test('needs the key that encrypted the object, and fails when it is disabled', () => {
    const { service } = world()
    const object = { Bucket: evidence, Key: 'e' }
    const { ETag, SSEKMSKeyId } = ask(service, 'PutObject', { ...object, Body: 'x', ContentMD5: md5('x') })
    expect(SSEKMSKeyId).toBe(keyArn)
    expect(ETag).not.toBe(`"${createHash('md5').update('x').digest('hex')}"`)
    expect(needs(service, 'GetObject', object)[1]).toMatchObject({ action: 'kms:Decrypt', resource: keyArn })
    const dead = world({ usable: false })
    expect(dead.refused('PutObject', { ...object, Body: 'x', ContentMD5: md5('x') })).toBe('KMS.DisabledException')
  })

  test('answers 304 and 412 to conditions, and refuses ranges by name', () => {
    const { put, refused } = world()
    const { ETag } = put('one')
    expect(refused('GetObject', { IfNoneMatch: ETag })).toBe('NotModified')
    expect(refused('GetObject', { IfMatch: '"other"' })).toBe('PreconditionFailed')
    expect(refused('GetObject', { Range: 'bytes=0-1' })).toBe('NotSimulated')
  })

  test('gives back bytes, type, metadata and the checksum that came with them', () => {
    const { put, service, refused } = world()
    const ChecksumSHA256 = createHash('sha256').update('one').digest('base64')
    put('one', { ContentType: 'application/json', Metadata: { run: 'r1' }, ChecksumSHA256 })
    const answer = ask(service, 'GetObject', { Bucket: control, Key: 'lock', ChecksumMode: 'ENABLED' })
    expect(answer).toMatchObject({
      ContentType: 'application/json',
      Metadata: { run: 'r1' },
      ChecksumSHA256,
      ContentLength: 3,
    })
    expect(refused('PutObject', { Body: 'two', ChecksumSHA256 })).toBe('BadDigest')
    expect(refused('PutObject', { Body: 'two', ChecksumCRC32: 'AAAAAA==' })).toBe('BadDigest')
  })
})

describe('deleting', () => {
  test('succeeds for what is not there, and only marks where versions are kept', () => {
    const { service, refused } = world()
    expect(ask(service, 'DeleteObject', { Bucket: control, Key: 'nothing' })).toEqual({})
    const object = { Bucket: 'versioned', Key: 'k' }
    const { VersionId } = ask(service, 'PutObject', { ...object, Body: 'x' })
    const marker = ask(service, 'DeleteObject', object)
    expect(marker.DeleteMarker).toBe(true)
    expect(refused('GetObject', object)).toBe('NoSuchKey')
    expect(refused('GetObject', { ...object, VersionId: marker.VersionId })).toBe('MethodNotAllowed')
    expect(refused('GetObject', { ...object, VersionId: 'other' })).toBe('NoSuchVersion')
    expect(ask(service, 'GetObject', { ...object, VersionId }).ContentLength).toBe(1)
    ask(service, 'DeleteObject', { ...object, VersionId: marker.VersionId })
    expect(ask(service, 'GetObject', object).VersionId).toBe(VersionId)
  })

  test('with a condition spares what has changed', () => {
    const { put, refused, service } = world()
    const { ETag } = put('one')
    put('two')
    expect(refused('DeleteObject', { IfMatch: ETag })).toBe('PreconditionFailed')
    const wanted = needs(service, 'DeleteObject', { Bucket: control, Key: 'lock', IfMatch: ETag })
    expect(wanted.map(({ action }) => action)).toEqual(['s3:DeleteObject', 's3:GetObject'])
  })

  test('of a version is refused under retention until it ends, and under governance unless bypassed', async () => {
    const { service, refused, clock } = world()
    const object = { Bucket: evidence, Key: 'e' }
    const { VersionId } = ask(service, 'PutObject', { ...object, Body: 'x', ContentMD5: md5('x') })
    expect(refused('DeleteObject', { ...object, VersionId, BypassGovernanceRetention: true })).toBe('AccessDenied')
    const softer = { Bucket: 'locked', Key: 'g', Body: 'x', ContentMD5: md5('x') }
    const until = new Date(start + day)
    const held = ask(service, 'PutObject', {
      ...softer,
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: until,
    })
    const named = { Bucket: 'locked', Key: 'g', VersionId: held.VersionId }
    expect(refused('DeleteObject', named)).toBe('AccessDenied')
    expect(needs(service, 'DeleteObject', { ...named, BypassGovernanceRetention: true })[1]?.action).toBe(
      's3:BypassGovernanceRetention',
    )
    ask(service, 'DeleteObject', { ...named, BypassGovernanceRetention: true })
    await clock.run(start + 30 * day + 1)
    ask(service, 'DeleteObject', { ...object, VersionId })
    expect(refused('GetObject', { ...object, VersionId })).toBe('NoSuchVersion')
  })

  test('retention is refused without Object Lock, without a digest, by halves, and in the past', () => {
    const { refused } = world()
    const until = { ObjectLockRetainUntilDate: new Date(start + day) }
    const whole = { ...until, ObjectLockMode: 'COMPLIANCE', Body: 'x', ContentMD5: md5('x') }
    expect(refused('PutObject', whole)).toBe('InvalidRequest')
    expect(refused('PutObject', { ...whole, Bucket: 'locked', ContentMD5: undefined })).toBe('InvalidRequest')
    expect(refused('PutObject', { ...whole, Bucket: 'locked', ObjectLockMode: undefined })).toBe('InvalidArgument')
    const past = { ObjectLockRetainUntilDate: new Date(start) }
    expect(refused('PutObject', { ...whole, ...past, Bucket: 'locked' })).toBe('InvalidArgument')
  })
})

describe('listing', () => {
  const names = { items: 'Contents', token: 'ContinuationToken', next: 'NextContinuationToken' }

  test('gives every key once and in byte order, however small the page', () => {
    const keys = fc.uniqueArray(fc.stringMatching(/^[a-zé/]{1,6}$/), { maxLength: 15 })
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 6 }), (wanted, MaxKeys) => {
        const { service } = world()
        for (const Key of wanted) ask(service, 'PutObject', { Bucket: control, Key, Body: 'x' })
        const { items } = everyPage(service, 'ListObjectsV2', { Bucket: control, MaxKeys }, names)
        const sorted = wanted.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        expect(items.map(({ Key }: { Key: string }) => Key)).toEqual(sorted)
      }),
      { numRuns: 40 },
    )
  })

  test('goes on where it was when keys come and go between two pages', () => {
    const { service, put } = world({ pageSize: 1 })
    for (const Key of ['a', 'c', 'e']) put('x', { Key })
    const first = ask(service, 'ListObjectsV2', { Bucket: control })
    for (const Key of ['0', 'b']) put('x', { Key })
    ask(service, 'DeleteObject', { Bucket: control, Key: 'c' })
    const rest = { Bucket: control, ContinuationToken: first.NextContinuationToken }
    const { items, pages } = everyPage(service, 'ListObjectsV2', rest, names)
    expect(pages).toBe(2)
    expect(items.map(({ Key }: { Key: string }) => Key)).toEqual(['b', 'e'])
    expect(refusal(service, 'ListObjectsV2', { Bucket: control, ContinuationToken: 'x' })).toBe('InvalidArgument')
  })

  test('rolls up by delimiter and encodes as the AWS CLI asks', () => {
    const { service, put } = world()
    for (const Key of ['runs/a b', 'runs/x/1', 'runs/x/2', 'zone']) put('x', { Key })
    const list = { Bucket: control, Prefix: 'runs/', Delimiter: '/', EncodingType: 'url' }
    const answer = ask(service, 'ListObjectsV2', list)
    expect(answer).toMatchObject({
      KeyCount: 2,
      CommonPrefixes: [{ Prefix: 'runs/x/' }],
      Contents: [{ Key: 'runs/a%20b' }],
    })
    expect(needs(service, 'ListObjectsV2', list)[0]).toMatchObject({
      action: 's3:ListBucket',
      resource: `arn:aws:s3:::${control}`,
      context: { 's3:prefix': 'runs/' },
    })
  })
})

test('multi-part uploads have no operation here, so the front door refuses them by name', () => {
  expect(Object.keys(world().service.operations)).not.toContain('CreateMultipartUpload')
})
