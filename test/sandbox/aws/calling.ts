// Calls to simulated services as the front door makes them: permissions first, the answer held against AWS's own model.
import type { AwsError, Call, Requirement, Service, Surroundings } from '../../../sandbox/aws/service.ts'
import { catalogueOf } from '../../../sandbox/aws/wire/catalogue.ts'
import { validateOutput } from '../../../sandbox/aws/wire/validate-output.ts'
import { chanceFrom } from '../../../sandbox/chance.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'
import { Lifecycle } from '../../../sandbox/lifecycle.ts'

export const account = '111122223333'
export const role = `arn:aws:iam::${account}:role/muster-test`
/** Sunday, 22 November 2026, 10:00 UTC. */
export const start = Date.UTC(2026, 10, 22, 10)

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export function surroundings(region = 'us-east-1', clock = new VirtualClock(start), seed = 'test'): Surroundings {
  const chance = chanceFrom(seed)
  return { region, accountId: account, clock, chance, lifecycle: new Lifecycle(clock, chance) }
}

export function call(region = 'us-east-1', operation = 'test:Test'): Call {
  return { region, caller: { roleArn: role, accountId: account }, requestId: 'request', operation }
}

export interface Asked {
  readonly region?: string
}

// biome-ignore lint/suspicious/noExplicitAny: the answers of every operation, which tests look into.
type Answer = any

/** The answer, or the error thrown. Answers that AWS's model does not allow fail the test. */
export function ask(service: Service, operation: string, input: object, { region }: Asked = {}): Answer {
  const found = service.operations[operation]
  if (!found) throw new Error(`${service.signingName} does not simulate ${operation}`)
  const entry = catalogueOf(service.sdk).operations.get(operation)
  if (!entry) throw new Error(`${service.signingName} has no operation ${operation}`)
  found.needs(input, call(region, operation))
  const output = found.run(input, call(region, operation))
  validateOutput(operation, entry.output, output)
  return output
}

/** The name of the error with which the operation is refused. */
export function refusal(service: Service, operation: string, input: object, asked: Asked = {}): string {
  try {
    ask(service, operation, input, asked)
  } catch (error) {
    const { name, members, message } = error as AwsError
    const shape = catalogueOf(service.sdk).errors.get(name)
    const text = shape?.members.find(each => each.name.toLowerCase() === 'message')?.name
    if (shape) validateOutput(`error ${name}`, shape, text ? { [text]: message, ...members } : members)
    return name
  }
  throw new Error(`${operation} was not refused`)
}

export function needs(service: Service, operation: string, input: object): readonly Requirement[] {
  return service.operations[operation]?.needs(input, call('us-east-1', operation)) ?? []
}

/** Every item of a list, asked for page by page. */
export function everyPage(
  service: Service,
  operation: string,
  input: object,
  names: { readonly items: string; readonly token: string; readonly next: string },
): { readonly items: Answer[]; readonly pages: number } {
  const items: Answer[] = []
  let pages = 0
  let token: string | undefined
  do {
    const answer = ask(service, operation, { ...input, ...(token !== undefined && { [names.token]: token }) })
    items.push(...(answer[names.items] ?? []))
    token = answer[names.next]
    pages++
  } while (token !== undefined)
  return { items, pages }
}
