// Readers first: the writer's reboot interrupts everybody.
import { asLambda } from '../as-lambda.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { rebootInstances } from './contract.ts'

export const run = implement(rebootInstances, { rds }, async ({ cluster: id, instances }, { rds }) => {
  const cluster = await rds.ownCluster(id)
  const members = (await rds.membersOf(cluster)).filter(member => instances.includes(member.id) && member.pendingReboot)
  const waiting = [...members.filter(member => !member.writer), ...members.filter(member => member.writer)]
  const rebooted: string[] = []
  for (const member of waiting) {
    if (member.status === 'rebooting') continue
    await rds.reboot(member.id)
    rebooted.push(member.id)
  }
  return { rebooted }
})

export const handler = asLambda(run)
