// Lists, filters and tags of simulated RDS, and the permissions that its operations need.
import type * as Api from '@aws-sdk/client-rds'
import { describe, expect, test } from '@jest/globals'
import type { Operation } from '../../../sandbox/aws/service.ts'
import { account, call, member, production, refused, restore, restoredArn, sourceArn, world } from './rds-world.ts'

describe('lists, tags and permissions', () => {
  test('pages may be as small as one item', async () => {
    const it = world({ pageSize: 1 })
    const ids: (string | undefined)[] = []
    let Marker: string | undefined
    do {
      const page: Api.DBInstanceMessage = await it.run('DescribeDBInstances', { Marker })
      ids.push(...(page.DBInstances ?? []).map(each => each.DBInstanceIdentifier))
      Marker = page.Marker
    } while (Marker !== undefined)
    expect(ids).toEqual(['wordpress-prod-1', 'wordpress-prod-2'])
    expect(await refused(it.run('DescribeDBInstances', { MaxRecords: 5 }))).toBe('InvalidParameterValue')
    expect(await refused(it.run('DescribeDBInstances', { Marker: 'forged' }))).toBe('InvalidParameterValue')
  })

  test('filters select, and unknown ones are refused', async () => {
    const it = world()
    const found: Api.DBInstanceMessage = await it.run('DescribeDBInstances', {
      Filters: [{ Name: 'db-cluster-id', Values: [production] }],
    })
    expect(found.DBInstances).toHaveLength(2)
    expect(await refused(it.run('DescribeDBInstances', { Filters: [{ Name: 'colour', Values: ['red'] }] }))).toBe(
      'InvalidParameterValue',
    )
  })

  test('tags are added, replaced, removed and listed by ARN', async () => {
    const it = world()
    await it.run('AddTagsToResource', {
      ResourceName: sourceArn,
      Tags: [
        { Key: 'run', Value: '1' },
        { Key: 'Environment', Value: 'test' },
      ],
    })
    await it.run('RemoveTagsFromResource', { ResourceName: sourceArn, TagKeys: ['run'] })
    const { TagList } = await it.run<object, Api.TagListMessage>('ListTagsForResource', { ResourceName: sourceArn })
    expect(TagList).toEqual([{ Key: 'Environment', Value: 'test' }])
    expect(
      await refused(it.run('AddTagsToResource', { ResourceName: sourceArn, Tags: [{ Key: 'aws:x', Value: '' }] })),
    ).toBe('InvalidParameterValue')
    expect(await refused(it.run('ListTagsForResource', { ResourceName: restoredArn }))).toBe('DBClusterNotFoundFault')
  })

  test('a restore needs permission on target, source, groups, tags and key', () => {
    const it = world()
    expect(
      it.needs('RestoreDBClusterToPointInTime', {
        DBClusterIdentifier: 'restored',
        SourceDBClusterIdentifier: production,
        Tags: [{ Key: 'run', Value: '1' }],
      }),
    ).toEqual([
      'rds:RestoreDBClusterToPointInTime cluster:restored',
      `rds:RestoreDBClusterToPointInTime cluster:${production}`,
      'rds:RestoreDBClusterToPointInTime cluster-pg:default.aurora-mysql8.0',
      'rds:RestoreDBClusterToPointInTime og:default:aurora-mysql-8-0',
      'rds:RestoreDBClusterToPointInTime subgrp:default',
      'rds:AddTagsToResource cluster:restored',
      'kms:DescribeKey key/5f0e7a52-7c1d-4d0a-9f51-1d1f0c6a2b01',
      'kms:CreateGrant key/5f0e7a52-7c1d-4d0a-9f51-1d1f0c6a2b01',
    ])
  })

  test('an instance with monitoring needs iam:PassRole to the monitoring service', () => {
    const it = world()
    const role = `arn:aws:iam::${account}:role/rds-monitoring`
    const operation = it.rds.service.operations.CreateDBInstance as Operation<object, object>
    const needs = operation.needs(
      { ...member, DBClusterIdentifier: production, MonitoringRoleArn: role, MonitoringInterval: 60 },
      call,
    )
    expect(needs).toContainEqual({
      action: 'iam:PassRole',
      resource: role,
      context: { 'iam:PassedToService': 'monitoring.rds.amazonaws.com' },
    })
    expect(needs.map(each => each.action)).toEqual([
      'rds:CreateDBInstance',
      'rds:CreateDBInstance',
      'iam:PassRole',
      'kms:DescribeKey',
      'kms:CreateGrant',
    ])
  })

  test('the same seed gives the same cluster, whatever else was restored before', async () => {
    const shape = async (others: readonly string[]) => {
      const it = world()
      await it.shift(120)
      for (const id of others) await restore(it, { DBClusterIdentifier: id })
      await restore(it)
      await it.shift(60)
      return it.cluster('restored')
    }
    expect(await shape(['first', 'second'])).toEqual(await shape([]))
  })
})
