// Names are those under which a person finds it: on the file system, and in the cluster.
import { days } from '../../domain/duration.ts'
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { shortName } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { mountName } from '../gateways/file-volumes.ts'
import { implement } from '../implement.ts'
import { keepWayBack } from './contract.ts'

export const run = implement(
  keepWayBack,
  {},
  async ({ fileSystem, namespace, directory, days: count }, { run, clock }) => {
    const until = toInstant(wholeSecond(clock.now() + days(count) * 1000))
    const mount = mountName(run, 'live')
    const kept = [
      ...(directory === null ? [] : [[`${fileSystem}/${directory}`, 'what was restored, beside the live files']]),
      [`${fileSystem}/.muster-${shortName(run.id)}`, 'the journal of what was copied'],
      [`${namespace}/${mount}`, 'the claim through which Jobs reach both'],
      [mount, 'the volume of that claim'],
    ] as const
    const retained = kept.map(([id = '', why = '']) => ({ id, why: `for going back: ${why}`, until }))
    return { retained, ids: retained.map(({ id }) => id) }
  },
)

export const handler = asLambda(run)
