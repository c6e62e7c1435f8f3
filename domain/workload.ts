// How WordPress ran before the run touched it: all that resuming, in either direction, needs.
import * as z from 'zod'

const json = z.string().describe('JSON text: opaque to the workflow, put back as it was.')

const secretMemory = z.strictObject({
  versionId: z.string().describe('The version that was AWSCURRENT.'),
  rotationEnabled: z.boolean(),
  rotationRules: json.nullable(),
})

export const workloadSchema = z.strictObject({
  replicas: z
    .int()
    .min(1)
    .describe('Replicas to serve with: those found, or what the autoscaler or one pod gives when none ran.'),
  stopped: z.boolean().describe('WordPress was scaled to 0 before the run.'),
  hpa: z.strictObject({ name: z.string(), min: z.int(), max: z.int() }).nullable(),
  cronJobs: z.array(z.strictObject({ name: z.string(), suspended: z.boolean() })),
  argo: z
    .strictObject({
      selfHeal: z.boolean(),
      automated: json.nullable().describe('spec.syncPolicy.automated; null: synced by hand.'),
    })
    .nullable(),
  secret: secretMemory,
  cacheReplicas: z.int().nullable(),
  podSelector: z.string().describe('Label selector of the WordPress pods.'),
})

export type Workload = z.infer<typeof workloadSchema>
