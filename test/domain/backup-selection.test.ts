// Which selections of a backup plan choose a cluster, and by what.
import { describe, expect, test } from '@jest/globals'
import { type BackupSelection, chosenBy, missingTags } from '../../domain/backup-selection.ts'

describe('Choosing for backup', () => {
  const nothing = { equals: [], notEquals: [], like: [], notLike: [] }
  const empty: BackupSelection = { resources: [], notResources: [], listOfTags: [], conditions: nothing }
  const arn = 'arn:aws:rds:us-east-1:111122223333:cluster:wordpress'
  const tags = { Component: 'database', Environment: 'prod' }
  const condition = (key: string, value: string) => ({ key, value })

  test.each<[string, Partial<BackupSelection>, ReturnType<typeof chosenBy>]>([
    ['nothing', {}, 'not-chosen'],
    ['its ARN', { resources: [arn] }, 'arn'],
    ['a pattern', { resources: ['arn:aws:rds:*'] }, 'arn'],
    ['another ARN', { resources: [`${arn}-2`] }, 'not-chosen'],
    ['one of its tags', { listOfTags: [condition('Team', 'x'), condition('Component', 'database')] }, 'tag'],
    ['an ARN or a tag', { resources: [`${arn}-2`], listOfTags: [condition('Component', 'database')] }, 'tag'],
    [
      'all of its tags',
      {
        conditions: {
          ...nothing,
          equals: [condition('aws:ResourceTag/Component', 'database')],
          like: [condition('aws:ResourceTag/Environment', 'pr*')],
        },
      },
      'tag',
    ],
    [
      'a condition it does not meet',
      { resources: [arn], conditions: { ...nothing, notEquals: [condition('aws:ResourceTag/Environment', 'prod')] } },
      'not-chosen',
    ],
    ['an exclusion', { resources: ['arn:aws:rds:*'], notResources: [arn] }, 'not-chosen'],
  ])('by %s', (_, selection, expected) => {
    expect(chosenBy({ ...empty, ...selection }, { arn, tags })).toBe(expected)
  })

  test('the tags that are missing are those that the selection asks about', () => {
    const selection = {
      ...empty,
      listOfTags: [condition('Component', 'database')],
      conditions: { ...nothing, equals: [condition('aws:ResourceTag/Environment', 'prod')] },
    }
    expect(missingTags(selection, tags, { Environment: 'prod' })).toEqual({ Component: 'database' })
  })
})
