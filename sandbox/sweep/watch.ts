// Tells which step a call belongs to: the latest that was sent to the function whose role signed it.
import { regionCode } from '../../domain/platform-places.ts'
import { functionName } from '../../lambdas/permissions.ts'
import type { World } from '../world/world.ts'

interface Sent {
  readonly run?: { readonly id?: string }
  readonly step?: string
  readonly heed?: boolean
  readonly wake?: boolean
}

export interface Invocation {
  readonly verb: string
  readonly step: string
  readonly heeds: boolean
}

export interface Watch {
  readonly invocations: readonly Invocation[]
  /** The verb and the step behind a call under that role; undefined for people and for the platform itself. */
  behind(roleArn: string): Pick<Invocation, 'verb' | 'step'> | undefined
}

export function watchInvocations({ watching, platform }: World, onInvoke?: (each: Invocation) => void): Watch {
  const invocations: Invocation[] = []
  const latest = new Map<string, Invocation>()
  let asked = ''
  watching.invoked.push(({ name, payload }) => {
    const { step = '', heed = false, wake = false } = payload as Sent
    if (wake) return
    const verb = verbOf(name, platform)
    if (verb === 'request-decision') asked = step
    // `decide` runs for a person; what it answers is the question that was asked last.
    const invocation = { verb, step: verb === 'decide' ? asked : step, heeds: heed }
    invocations.push(invocation)
    // A role is called as its function is, and after its region.
    latest.set(`${name}-${regionCode(platform.regions.primary)}`, invocation)
    onInvoke?.(invocation)
  })
  return { invocations, behind: roleArn => latest.get(roleArn.split('/').at(-1) ?? '') }
}

/** `wordpress-prod-check-cluster-recover` → `check-cluster`. */
function verbOf(name: string, platform: World['platform']): string {
  const mode = name.endsWith('-drill') ? 'drill' : 'recover'
  const prefix = functionName({ name: '' }, platform, mode).length - mode.length - 1
  return name.slice(prefix, -mode.length - 1)
}
