// The edge of the program in the cluster: its argument, the pod's file system, the evidence bucket, and how it ends.
import { writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { credentialsOf } from './credentials.ts'
import { evidenceBucket } from './evidence-bucket.ts'
import { nodeFiles } from './node-files.ts'
import { perform } from './perform.ts'

/** Environment: AWS_REGION, EVIDENCE_BUCKET, EVIDENCE_PREFIX; the role comes with the service account. */
function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set`)
  return value
}

const region = required('AWS_REGION')
const evidence = evidenceBucket({
  name: required('EVIDENCE_BUCKET'),
  region,
  prefix: required('EVIDENCE_PREFIX'),
  credentials: () => credentialsOf(process.env, region),
  now: Date.now,
  sleep: async milliseconds => {
    await sleep(milliseconds)
  },
})
const say = (line: object) => console.log(JSON.stringify(line))
// The pod's name: each attempt of a Job has a pod of its own.
const tools = { files: nodeFiles, evidence, say, attempt: hostname() }
const { exitCode, message, error } = await perform(process.argv[2] ?? '', tools)
if (error !== undefined) console.error(error)
console.log(message)
await writeFile('/dev/termination-log', message)
process.exitCode = exitCode
