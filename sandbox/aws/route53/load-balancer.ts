// Load balancers by the names that aliases give them.
import type { LoadBalancer, Options } from './state.ts'

/** Consoles write `dualstack.` before the name; it leads to the same. */
export function loadBalancerOf({ options }: { readonly options: Options }, name: string): LoadBalancer | undefined {
  return options.loadBalancer?.(name.replace(/^dualstack\./, '').replace(/\.$/, ''))
}
