// What people must know and do after a store was moved to a restored volume: nobody else writes it down.
import type { Instant } from '../instant.ts'
import type { RunRef } from '../run.ts'
import { type RestoredVolume, restoredName, type Store, titleOf } from './store.ts'

interface Moved {
  readonly store: Store
  readonly made: Pick<RestoredVolume, 'id' | 'zone'>
  readonly run: Pick<RunRef, 'id' | 'mode'>
  readonly until: Instant
}

export function volumeHandOver({ store, made, run, until }: Moved): { readonly title: string; readonly text: string } {
  const title = titleOf(store.name)
  const [ours, old] = [restoredName(run, store.name), store.volume.name]
  const lines = [
    `${title} now runs on the volume \`${made.id}\` in ${made.zone}, through the PersistentVolume \`${ours}\` with the reclaim policy Retain.`,
    `The old volume \`${store.disk.id}\` and its PersistentVolume \`${old}\` are kept until ${until}; nobody deletes them by themselves. After the sign-off: \`kubectl delete pv ${old}\` and \`aws ec2 delete-volume --volume-id ${store.disk.id}\`.`,
    'Both volumes carry the tags by which backup plans choose: the old one goes on being backed up until it is deleted. A plan that names volumes by ARN has to be given the new one.',
    `Where the claim \`${store.claim.name}\` is written down in Git or Terraform with a volume name, the name is now \`${ours}\`.`,
  ]
  return { title: `${title}: after the move to the restored volume`, text: lines.map(line => `- ${line}`).join('\n') }
}
