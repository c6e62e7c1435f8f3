// The name that pods mount by may take another minute to resolve (C20); the kubelet tries again until it does.
import { Missing, RestoreFailed } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { type FileSystems, fileSystems } from '../gateways/file-systems.ts'
import { looking } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkFileSystem } from './contract.ts'

export const run = implement(
  checkFileSystem,
  { fileSystems },
  async ({ fileSystem, zones }, { fileSystems, environment, watch }) =>
    looking({ environment, watch }, () => look(fileSystem, zones, fileSystems)),
)

async function look(id: string, zones: readonly string[], fileSystems: FileSystems) {
  const found = await fileSystems.find(id)
  if (!found) return failed(Missing, `the file system ${id} is not there (any more)`)
  const targets = await fileSystems.mountTargets(id)
  const points = await fileSystems.accessPoints(id)
  const broken = [found, ...targets, ...points].filter(({ state }) => state === 'error').map(each => each.id)
  if (broken.length > 0)
    return failed(
      RestoreFailed,
      `${broken.join(', ')} of ${id} came up in the state error; remove what is broken, then start again`,
    )
  const open = new Set(targets.filter(({ state }) => state === 'available').map(({ zone }) => zone))
  const shut = zones.filter(zone => !open.has(zone))
  const waits = [
    ...(found.state === 'available' ? [] : [`${id} is ${found.state}`]),
    ...(shut.length === 0 ? [] : [`no mount target yet in ${shut.join(', ')}`]),
    ...points.filter(({ state }) => state !== 'available').map(each => `access point ${each.id} is ${each.state}`),
  ]
  return waits.length === 0 ? ready({ zones: zones.length }) : pending(waits.join('; '))
}

export const handler = asLambda(run)
