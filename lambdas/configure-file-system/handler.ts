// Throughput comes last: while it changes, the file system takes no other change.
import { Missing } from '../../domain/errors.ts'
import type { FileSystemDescription } from '../../domain/files/description.ts'
import { type Missing as Lacking, missingSettings, movedPolicy } from '../../domain/files/parity.ts'
import { inheritedTags } from '../../domain/restored-tags.ts'
import { nameSuffix, type RunRef, runTags } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { type FileSystems, fileSystems } from '../gateways/file-systems.ts'
import { implement } from '../implement.ts'
import { configureFileSystem } from './contract.ts'

interface Configuring {
  readonly fileSystems: FileSystems
  readonly source: FileSystemDescription
  readonly run: RunRef
  readonly id: string
}

export const run = implement(configureFileSystem, { fileSystems }, async ({ fileSystem: id, source }, tools) => {
  const { fileSystems, run } = tools
  const restored = await fileSystems.settings(id)
  if (!restored) throw new Missing(`the file system ${id} is not there (any more)`)
  const lacking = missingSettings(source, restored)
  const configuring = { fileSystems, source, run, id }
  const drill = run.mode === 'drill'
  const changed = drill ? [] : await serve(configuring, lacking)
  const reader = drill ? await openForReading(configuring) : null
  return { changed: [...changed, ...(await settle(configuring, lacking))], reader }
})

/** What only a file system needs that people will use. */
async function serve({ fileSystems, id, run }: Configuring, lacking: Lacking): Promise<string[]> {
  const changed: string[] = []
  for (const each of lacking.accessPoints) {
    const { path, user } = each
    const tags = { ...inheritedTags(each.tags), ...runTags(run) }
    const token = `${each.id}${nameSuffix(run)}`
    await fileSystems.createAccessPoint({ fileSystem: id, path, user, token, tags })
    changed.push(`access point for ${path}`)
  }
  if (lacking.backups) {
    await fileSystems.enableBackups(id)
    changed.push('backups')
  }
  return changed
}

/** As root for everybody who mounts through it: a drill's pod may not be root in its namespace. */
const openForReading = ({ fileSystems, id, run }: Configuring): Promise<string> =>
  fileSystems.createAccessPoint({
    ...{ fileSystem: id, path: '/', user: { uid: 0, gid: 0, secondary: [] } },
    ...{ token: `reader${nameSuffix(run)}`, tags: runTags(run) },
  })

async function settle({ fileSystems, source, id }: Configuring, lacking: Lacking): Promise<string[]> {
  const changed: string[] = []
  if (lacking.lifecycle) {
    await fileSystems.setLifecycle(id, source.lifecycle)
    changed.push('lifecycle')
  }
  const policy = movedPolicy(source, id)
  if (lacking.policy && policy !== null) {
    await fileSystems.setPolicy(id, policy)
    changed.push('policy')
  }
  if (lacking.throughput) {
    await fileSystems.setThroughput(id, source)
    changed.push('throughput')
  }
  return changed
}

export const handler = asLambda(run)
