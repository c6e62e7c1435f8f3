// Write down what people must do so that Terraform agrees with what now serves.
import * as z from 'zod'
import { clusterDescription } from '../../domain/cluster-description.ts'
import { contract } from '../contract.ts'

export const handOver = contract({
  name: 'hand-over',
  // It changes nothing but the journal, from which the report takes its sections.
  effect: 'changes',
  takes: z.strictObject({ source: clusterDescription, cluster: z.string() }),
  gives: z.strictObject({ report: z.array(z.strictObject({ title: z.string(), text: z.string() })) }),
  throws: [],
  needs: () => [],
  again: 'only writes the journal',
})
