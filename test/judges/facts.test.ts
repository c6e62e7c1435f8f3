// The second judge is judged: it knows a resource under both of its names, and it sees what differs.
import { expect, test } from '@jest/globals'
import { disagreementOf } from './facts.ts'
import { Names } from './names.ts'

const ours = 'fs-0a1b2c3d4e5f60718'
const theirs = 'fs-11111111'

test('an id is asked for by the name that the other gave it, in ARNs and policies too, and a token that ends like one stays', () => {
  const names = new Names()
  names.learn(
    { FileSystems: [{ FileSystemId: ours, Name: 'a' }] },
    { FileSystems: [{ FileSystemId: theirs, Name: 'b' }] },
  )
  expect(names.inTheirs({ Policy: `{"Resource":"arn:aws:efs:file-system/${ours}"}`, Token: `seed-${ours}` })).toEqual({
    Policy: `{"Resource":"arn:aws:efs:file-system/${theirs}"}`,
    Token: `seed-${ours}`,
  })
  expect(names.inTheirs(['a', 'fsap-0f1e2d3c4b5a69788', `${ours}0`])).toEqual([
    'a',
    'fsap-0f1e2d3c4b5a69788',
    `${ours}0`,
  ])
})

test('longer lists teach no names, for their order may differ; and the first name stays', () => {
  const names = new Names()
  names.learn([{ id: ours }, { id: 'fs-0b1b2c3d4e5f60718' }], [{ id: 'fs-22222222' }, { id: theirs }])
  expect(names.inTheirs(ours)).toBe(ours)
  names.say(ours, theirs)
  names.say(ours, 'fs-22222222')
  expect(names.inTheirs(ours)).toBe(theirs)
})

test('weights that have changed places are seen, and records in another order are not', () => {
  const answer = (...weights: readonly (readonly [string, number])[]) => ({
    ResourceRecordSets: weights.map(([SetIdentifier, Weight]) => ({ Name: 'example.com.', SetIdentifier, Weight })),
  })
  const said = (there: object) =>
    disagreementOf('route53:ListResourceRecordSets', answer(['home', 100], ['away', 0]), { ...there })?.fact
  expect(said(answer(['away', 0], ['home', 100]))).toBeUndefined()
  expect(said(answer(['away', 100], ['home', 0]))).toMatch(/^ResourceRecordSets\./)
})

test('another size, a missing tag and another policy are seen; spaces in a policy are not', () => {
  const volume = { Size: 10, Tags: [{ Key: 'a', Value: 'b' }] }
  const seen = (there: object) =>
    disagreementOf('ec2:DescribeVolumes', { Volumes: [volume] }, { Volumes: [there] })?.fact
  expect(seen({ ...volume })).toBeUndefined()
  expect(seen({ ...volume, Size: 11 })).toBe('Volumes.Size')
  expect(seen({ ...volume, Tags: [] })).toBe('Volumes.Tags')
  const policies = (one: string, other: string) =>
    disagreementOf('elasticfilesystem:DescribeFileSystemPolicy', { Policy: one }, { Policy: other })?.fact
  expect(policies('{"Version":"2012-10-17"}', '{ "Version": "2012-10-17" }')).toBeUndefined()
  expect(policies('{"Version":"2012-10-17"}', '{"Version":"2008-10-17"}')).toBe('Policy')
})
