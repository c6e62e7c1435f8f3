// KMS keys: the names they are found by, and which of them cannot be used.
import { describe, expect, test } from '@jest/globals'
import { Kms } from '../../../sandbox/aws/kms/index.ts'
import { ask, day, needs, refusal, start, surroundings } from './calling.ts'

describe('a key', () => {
  const id = '5f0e7a52-7c1d-4d0a-9f51-1d1f0c6a2b01'
  function world() {
    const kms = new Kms(surroundings())
    const arn = kms.seed({ id, aliases: ['alias/wordpress-prod'] })
    return { kms, arn, service: kms.service }
  }

  test('is described by id, ARN, alias and alias ARN, and needs permission on the key itself', () => {
    const { service, arn } = world()
    const alias = arn.replace(`key/${id}`, 'alias/wordpress-prod')
    for (const KeyId of [id, arn, 'alias/wordpress-prod', alias]) {
      expect(ask(service, 'DescribeKey', { KeyId }).KeyMetadata).toMatchObject({ Arn: arn, Enabled: true })
      expect(needs(service, 'DescribeKey', { KeyId })[0]).toMatchObject({ action: 'kms:DescribeKey', resource: arn })
    }
  })

  test('of another region, missing or misspelt is refused', () => {
    const { service, kms, arn } = world()
    const refused = (KeyId: string) => refusal(service, 'DescribeKey', { KeyId })
    expect(refused(arn.replace('us-east-1', 'us-west-2'))).toBe('NotFoundException')
    expect(refused('alias/none')).toBe('NotFoundException')
    expect(refused(`${id.slice(0, -1)}2`)).toBe('NotFoundException')
    expect(refused('arn:aws:kms:us-east-1:111122223333:grant/x')).toBe('InvalidArnException')
    expect(kms.usable(arn)).toBe(true)
    expect(kms.usable(arn.replace('us-east-1', 'us-west-2'))).toBe(false)
  })

  test('that somebody disables or schedules for deletion is described but not usable', () => {
    const { kms, arn, service } = world()
    kms.change(arn, 'Disabled')
    expect(ask(service, 'DescribeKey', { KeyId: arn }).KeyMetadata).toMatchObject({
      Enabled: false,
      KeyState: 'Disabled',
    })
    kms.change(arn, 'PendingDeletion')
    expect(ask(service, 'DescribeKey', { KeyId: arn }).KeyMetadata.DeletionDate).toEqual(new Date(start + 30 * day))
    expect(kms.usable(arn)).toBe(false)
  })
})
