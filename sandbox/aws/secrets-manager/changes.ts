// What follows every change of a secret: readers see it a moment later, replicas later still.
import type { Replica, Secret } from './secret.ts'
import type { State } from './state.ts'

export function noticeChange(state: State, secret: Secret): void {
  secret.changedAt = state.surroundings.clock.now()
  const show = () => {
    secret.shown = new Map(secret.labels)
  }
  state.surroundings.lifecycle.schedule('secretsmanager.value.visible', secret.name, { done: show })
  for (const replica of secret.replicas) replicate(state, secret, replica)
}

/** Sends the content as it is when the replica takes it over. */
export function replicate(state: State, secret: Secret, replica: Replica): void {
  replica.status = 'InProgress'
  replica.message = undefined
  const fail = (message: string) => {
    replica.status = 'Failed'
    replica.message = `Replication failed: ${message}`
  }
  const done = () => {
    if (!secret.replicas.includes(replica)) return
    const refusal = deliver(state, secret, replica)
    if (refusal === '') replica.status = 'InSync'
    else fail(refusal)
  }
  const failed = () => fail('The replica region did not answer')
  state.surroundings.lifecycle.schedule('secretsmanager.replication', `${secret.name}/${replica.region}`, {
    done,
    failed,
  })
}

/** Hands the content over; why it could not be, or nothing. */
export function deliver(state: State, secret: Secret, replica: Replica): string {
  const peer = state.options.peers?.(replica.region)
  if (!peer) return `The region ${replica.region} did not answer`
  const { name, suffix, description, versions, labels, tags } = secret
  const content = { name, suffix, description, versions, labels: new Map(labels), tags: { ...tags } }
  return peer.receive(content, { region: state.surroundings.region, keyArn: replica.keyArn, force: replica.force })
}
