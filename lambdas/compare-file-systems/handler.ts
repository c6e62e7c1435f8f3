// The comparison itself is made in domain/files/parity.ts.
import { ConfigurationDiffers, Missing } from '../../domain/errors.ts'
import { compareFileSystems as compare, counterparts } from '../../domain/files/parity.ts'
import { asLambda } from '../as-lambda.ts'
import { fileSystems } from '../gateways/file-systems.ts'
import { implement } from '../implement.ts'
import { compareFileSystems } from './contract.ts'

export const run = implement(
  compareFileSystems,
  { fileSystems },
  async ({ source, fileSystem }, { fileSystems, run }) => {
    const restored = await fileSystems.describe(fileSystem)
    if (!restored) throw new Missing(`the file system ${fileSystem} is not there (any more)`)
    const { checked, differences, unexplained } = compare({ source, restored, mode: run.mode })
    if (unexplained > 0) {
      const faults = differences.filter(each => each.critical && each.explained === null)
      const lines = faults.map(each => `- ${each.field}: found ${each.restored}, expected ${each.source}`)
      throw new ConfigurationDiffers(
        `${fileSystem} differs from ${source.id} in what the platform relies on:\n${lines.join('\n')}`,
      )
    }
    const points = { ...counterparts(source.accessPoints, restored.accessPoints) }
    return { checked, differences: [...differences], unexplained, counterparts: points }
  },
)

export const handler = asLambda(run)
