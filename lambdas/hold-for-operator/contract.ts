// The run is paused: store the token, so that resume and abort can wake it.
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { NoLongerPaused } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const holdForOperator = contract({
  name: 'hold-for-operator',
  effect: 'reads',
  takes: z.strictObject({ title: z.string() }),
  gives: z.strictObject({ held: z.boolean() }),
  throws: [NoLongerPaused],
  needs: p => {
    const { object } = arns(p)
    const { controlBucket } = p.muster
    return [
      allow('s3:PutObject', [object(controlBucket, keys.paused('*', '*'))]),
      allow('s3:GetObject', [object(controlBucket, keys.operator('*'))]),
    ]
  },
  again: 'the latest token is the one that wakes it',
})
