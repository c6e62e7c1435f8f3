// Connecting to a cluster: from its host names to a session on an instance that is there and serves.
import type { SqlSession } from '../../world/database/contract.ts'
import { clusterHost, instanceHost } from './names.ts'
import type { Cluster, Instance, State } from './state.ts'

/** Why no connection came about. Not an answer of MySQL: those are `SqlError`. */
export class ConnectionFailed extends Error {
  override readonly name = 'ConnectionFailed'
  /** As Node names it: no such host; nobody listens; no answer (a security group drops it); cut while in use. */
  readonly code: 'ENOTFOUND' | 'ECONNREFUSED' | 'ETIMEDOUT' | 'ECONNRESET'

  constructor(code: ConnectionFailed['code'], message: string) {
    super(message)
    this.code = code
  }
}

export interface Login {
  readonly user: string
  readonly password: string
  /** The client's address, for MySQL's messages. */
  readonly from?: string
}

/**
 * Opens a session through a cluster's, a reader's or an instance's host name, as a pod in the VPC would. Throws
 * `ConnectionFailed`, or `SqlError` 1045 and 1044 when the database refuses the account.
 */
export function connect(state: State, host: string, login: Login): SqlSession {
  const { cluster, instance, readOnly } = resolve(state, host.toLowerCase())
  if (onlyDefaultGroup(state, cluster)) {
    throw new ConnectionFailed(
      'ETIMEDOUT',
      `connect ETIMEDOUT ${host}:${cluster.port}: only the default security group guards it`,
    )
  }
  return openSession({ cluster, instance, readOnly }, login)
}

interface Target {
  readonly cluster: Cluster
  readonly instance: Instance
  readonly readOnly: boolean
}

/** A session that ends when its instance stops serving or changes its role. */
export function openSession({ cluster, instance, readOnly }: Target, login: Login): SqlSession {
  if (!serves(cluster, instance)) {
    throw new ConnectionFailed('ECONNREFUSED', `connect ECONNREFUSED: instance ${instance.id} is ${instance.status}`)
  }
  const session = cluster.database.connect({ ...login, readOnly })
  const wasWriter = instance.writer
  return {
    user: session.user,
    execute: (sql, parameters) => {
      if (!serves(cluster, instance) || instance.writer !== wasWriter) {
        throw new ConnectionFailed('ECONNRESET', 'Lost connection to MySQL server during query')
      }
      return session.execute(sql, parameters)
    },
  }
}

/** The instance that takes writes now; undefined while there is none (invariant 6). */
export function servingWriter(cluster: Cluster): Instance | undefined {
  return cluster.members.find(member => member.writer && serves(cluster, member))
}

const dark = ['creating', 'failed', 'incompatible-restore', 'inaccessible-encryption-credentials', 'cloning-failed']

function serves(cluster: Cluster, instance: Instance): boolean {
  return instance.serving && !dark.includes(cluster.status)
}

export function resolve(state: State, host: string): Target {
  for (const cluster of state.clusters) {
    if (host === clusterHost(state, cluster, 'writer')) return through(cluster, host, 'writer')
    if (host === clusterHost(state, cluster, 'reader')) return through(cluster, host, 'reader')
  }
  // An address is given to an instance when it is created, not before.
  const instance = state.instances.find(each => each.status !== 'creating' && host === instanceHost(state, each))
  if (!instance) throw new ConnectionFailed('ENOTFOUND', `getaddrinfo ENOTFOUND ${host}`)
  return { cluster: instance.cluster, instance, readOnly: !instance.writer }
}

/** The reader's name leads to a serving reader, or to the writer when there is none (Aurora user guide, endpoints). */
function through(cluster: Cluster, host: string, role: 'writer' | 'reader'): Target {
  const writer = cluster.members.find(member => member.writer)
  const reader = cluster.members.find(member => !member.writer && serves(cluster, member))
  const instance = role === 'reader' ? (reader ?? writer) : writer
  if (!instance) throw new ConnectionFailed('ENOTFOUND', `getaddrinfo ENOTFOUND ${host}: the cluster has no instance`)
  return { cluster, instance, readOnly: !instance.writer }
}

/** The VPC's default group admits only its own members, and no pod is one (pitfalls 4). */
function onlyDefaultGroup(state: State, cluster: Cluster): boolean {
  const group = state.subnetGroups.find(each => each.name === cluster.subnetGroup)
  const vpc = state.options.vpcs?.find(each => each.id === group?.vpcId)
  return cluster.securityGroups.every(id => id === vpc?.defaultSecurityGroup)
}
