// Where visitors are sent: judged by what the site's name resolves to, here and now.

export interface TrafficSeen {
  readonly name: string
  /** IPv4 addresses that the name of the site resolves to, here and now. */
  readonly addresses: readonly string[]
  /** Those of the load balancer of the recovery region. */
  readonly wanted: readonly string[]
}

/** Does the name lead to the recovery region, and nowhere else? */
export const leadsThere = ({ addresses, wanted }: Pick<TrafficSeen, 'addresses' | 'wanted'>): boolean =>
  addresses.length > 0 && addresses.every(each => wanted.includes(each))

/** What is still to wait for; nothing when new visitors come to the recovery region. */
export function waitsOf({ name, addresses, wanted }: TrafficSeen): string[] {
  const arrived = leadsThere({ addresses, wanted })
  return [
    ...(wanted.length === 0 ? ['the load balancer of the recovery region has no address'] : []),
    ...(arrived || wanted.length === 0
      ? []
      : [`${name} leads to ${addresses.join(', ') || 'nowhere'}, expected ${wanted.join(', ')}`]),
  ]
}
