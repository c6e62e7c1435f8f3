// A look at a cluster that a preflight takes: what the function may not see is a blocker like any other.
import { isDenied, nameOf } from './errors.ts'

interface Findings {
  readonly blockers: readonly string[]
  readonly notes: readonly string[]
}

/** What does not answer, and faults of ours, are thrown. */
export async function orBlocked(clusterName: string, see: () => Promise<Findings>): Promise<Findings> {
  try {
    return await see()
  } catch (error) {
    const [name, message] = [nameOf(error), Error.isError(error) ? error.message : String(error)]
    const blocked = (text: string): Findings => ({ blockers: [text], notes: [] })
    if (name === 'KubernetesUnauthorized') {
      return blocked(
        `Kubernetes does not accept the function's token (401): its role needs an access entry in the cluster ${clusterName}`,
      )
    }
    if (name === 'ResourceNotFoundException') return blocked(`EKS knows no cluster ${clusterName}: ${message}`)
    if (isDenied(error)) return blocked(`permission is missing: ${message}`)
    throw error
  }
}
