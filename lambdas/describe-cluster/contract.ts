// Read the damaged cluster as it is now: what is restored must equal it, and what is changed must find its way back.
import * as z from 'zod'
import { clusterDescription } from '../../domain/cluster-description.ts'
import { Missing } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import { describeSource } from '../database-needs.ts'

export const describeCluster = contract({
  name: 'describe-cluster',
  effect: 'reads',
  takes: z.strictObject({ cluster: z.string() }),
  gives: clusterDescription,
  throws: [Missing],
  needs: p => describeSource(p),
  again: 'only reads',
})
