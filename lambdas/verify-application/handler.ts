// Several requests in a row at most; waiting for health is the workflow's business.
import { judgePage } from '../../domain/application-health.ts'
import { Unhealthy } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { web } from '../gateways/web.ts'
import { implement } from '../implement.ts'
import { verifyApplication } from './contract.ts'

export const run = implement(verifyApplication, { web }, async ({ url, path, contains, attempts = 2 }, { web }) => {
  const page = new URL(path, url).href
  let faults: readonly string[] = []
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const seen = await web.get(page)
    if ('noAnswer' in seen) {
      faults = [`does not answer (${seen.noAnswer})`]
      continue
    }
    const verdict = judgePage(seen, contains)
    if (verdict.faults.length === 0)
      return { status: seen.status, milliseconds: seen.milliseconds, checked: [...verdict.checked] }
    faults = verdict.faults
  }
  throw new Unhealthy(`${page}, asked ${attempts} times: ${faults.join('; ')}`)
})

export const handler = asLambda(run)
