// The second example platform, whose visitors are moved by a change of records, in the account of the first.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { platformSchema } from '../../domain/platform.ts'
import { platform } from '../rehearsing.ts'

/** The judges keep one account. */
export const pilotLight = platformSchema.parse(
  parse(readFileSync('platforms/example-pilot-light.yaml', 'utf8').replaceAll('444455556666', platform.account)),
)
