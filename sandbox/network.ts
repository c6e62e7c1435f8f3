// Ids of the example's network, in the form in which EC2 makes them: real clients refuse shorter ones before they ask.

/** Seventeen hexadecimal digits, of which the last four tell them apart. */
const id = (kind: 'sg' | 'subnet', last: string): string => `${kind}-0a1b2c3d4e5f6${last}`

export const VPC = 'vpc-0a1b2c3d4e5f60718'

export const securityGroup = {
  default: id('sg', '0000'),
  database: id('sg', '0d00'),
  files: id('sg', '0f00'),
  loadBalancer: id('sg', '0b00'),
  nodes: id('sg', '0a00'),
} as const

export type ZoneLetter = 'a' | 'b' | 'c'

/** One of each kind in each zone. */
export const subnet = {
  database: (zone: ZoneLetter) => id('subnet', `0d0${zone}`),
  nodes: (zone: ZoneLetter) => id('subnet', `0a0${zone}`),
  public: (zone: ZoneLetter) => id('subnet', `0b0${zone}`),
} as const
