// Runs one recorded case in the engine: its functions are stand-ins, its services answer what was recorded.
import { chanceFrom } from '../../sandbox/chance.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import { Engine, type Execution, type Json, TaskFailure, type TaskRequest } from '../../sandbox/engine/index.ts'
import type { Behaviour, Case, RecordedTask } from './cases.ts'

const ACCOUNT = '111111111111'
const REGION = 'us-east-1'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/conformance`
/** Any instant after the recordings: those that depend on one name it. */
const START = Date.parse('2026-01-01T00:00:00Z')

/** Throws InvalidDefinition for a case that the engine refuses. */
export async function play(recorded: Case, behaviours: Readonly<Record<string, Behaviour>>): Promise<Execution> {
  const unmasked = withoutMasks(recorded)
  const clock = new VirtualClock(recorded.clock === undefined ? START : Date.parse(recorded.clock))
  const tasks = [...(recorded.recordedTasks ?? [])]
  const submissions = (recorded.expected.events ?? []).filter(each => each.type === 'TaskSubmitted')
  const engine: Engine = new Engine({
    clock,
    chance: chanceFrom(recorded.name),
    region: REGION,
    accountId: ACCOUNT,
    hooks: {
      invokeLambda: ({ functionName, payload }) => invoke({ recorded, behaviours, clock, functionName, payload }),
      async integration(request) {
        const index = tasks.findIndex(each => (each.state ?? request.stateName) === request.stateName)
        const [task] = tasks.splice(index, index < 0 ? 0 : 1)
        if (task === undefined) throw new Error(`nothing is recorded for ${request.stateName} any more`)
        if (request.token === undefined) return outcome(task)
        clock.after(1000, () => answer(engine, request, task))
        return (submissions.shift()?.taskSubmittedEventDetails as { output: Json } | undefined)?.output ?? {}
      },
    },
  })
  for (const [arn, definition] of Object.entries(unmasked.stateMachines ?? {}))
    create(engine, String(arn.split(':').at(-1)), definition)
  const machine = create(engine, 'conformance', unmasked.definition)
  const input = JSON.stringify(unmasked.input)
  const execution = engine.startExecution({ stateMachineArn: machine.arn, name: 'recorded', input })
  if (recorded.flags?.includes('stopped-by-test')) clock.after(1000, () => void engine.stopExecution(execution.arn))
  await clock.run()
  return execution
}

function create(engine: Engine, name: string, definition: Json) {
  return engine.createStateMachine({ name, definition: JSON.stringify(definition), roleArn: ROLE })
}

/** Names that the recorder masked with <…> become ordinary ones in the ARNs of nested machines. */
function withoutMasks(recorded: Case): Case {
  const masks = Object.keys(recorded.stateMachines ?? {}).flatMap(arn => arn.match(/<[^<>]+>/g) ?? [])
  const named = (mask: string) => (mask.includes('account') ? ACCOUNT : mask.replace(/[<>]/g, ''))
  const { definition, input, stateMachines } = recorded
  const text = masks.reduce(
    (found, mask) => found.replaceAll(mask, named(mask)),
    JSON.stringify({ definition, input, stateMachines }),
  )
  return { ...recorded, ...(JSON.parse(text) as Pick<Case, 'definition' | 'input' | 'stateMachines'>) }
}

/** JSON text where the recorder kept it as text, else the value that it parsed. */
function recordedValue(output: Json | undefined): Json {
  if (typeof output !== 'string') return output ?? null
  return /^["[{\d]|^(true|false|null)$/.test(output) ? (JSON.parse(output) as Json) : output
}

function outcome({ outcome: how, output, error, cause }: RecordedTask): Promise<Json> {
  if (how === 'timedOut') return new Promise(() => undefined)
  if (how === 'succeeded') return Promise.resolve(recordedValue(output))
  return Promise.reject(new TaskFailure(error ?? '', typeof cause === 'string' ? cause : JSON.stringify(cause)))
}

function answer(engine: Engine, { token = '' }: TaskRequest, task: RecordedTask): void {
  if (task.outcome === 'succeeded') engine.sendTaskSuccess(token, JSON.stringify(recordedValue(task.output)))
  if (task.outcome === 'failed') engine.sendTaskFailure(token, task.error, task.cause as string | undefined)
}

interface Invocation {
  readonly recorded: Case
  readonly behaviours: Readonly<Record<string, Behaviour>>
  readonly clock: VirtualClock
  readonly functionName: string
  readonly payload: Json
}

async function invoke({ recorded, behaviours, clock, functionName, payload }: Invocation): Promise<Json> {
  const behaviour = behaviours[recorded.lambdas?.[functionName] ?? '']
  if (behaviour === undefined) {
    const why =
      'Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: none; Proxy: null'
    const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${functionName}:$LATEST`
    throw new TaskFailure('Lambda.ResourceNotFoundException', `Function not found: ${arn} (${why})`)
  }
  try {
    const result = await behaviour(payload, milliseconds => clock.sleep(milliseconds))
    // The recorded function was Python, whose text of a list has single quotes.
    const decorated = recorded.lambdas?.[functionName] === 'return-decorated-input'
    return decorated ? String(result).replaceAll('"', "'") : result
  } catch (error) {
    if (!Error.isError(error)) throw error
    throw new TaskFailure(error.name, traced(error.message))
  }
}

/** One recording masks part of the cause's text, so the stand-in's stack trace must be what Python would have said. */
function traced(cause: string): string {
  const { errorMessage, errorType, ...rest } = JSON.parse(cause) as Record<string, unknown>
  const frame = `  File "/var/task/handler.py", line 2, in handler\n    raise ${errorType}("${errorMessage}")\n`
  return JSON.stringify({ errorMessage, errorType, ...rest, stackTrace: [frame] })
}
