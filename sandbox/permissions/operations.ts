// What happens without anybody: an alarm that proposes a recovery, a look after runs, a sign of life.
import { doorNamed } from '../../domain/deployed-names.ts'
import { platformName } from '../../domain/platform.ts'
import { modes } from '../../domain/run.ts'
import { heartbeat } from '../../lambdas/doors.ts'
import { deployFunction } from '../deployment.ts'
import { loadHandlers } from '../handlers.ts'
import { connectEvents, deployOperations } from '../operations.ts'
import { handlersOf } from '../rehearse.ts'
import { deploy, type Stage } from '../stage.ts'
import { during } from './during.ts'

const MINUTE = 60_000

/** From now on, every five minutes, after the machines of both modes. */
export async function lookAfter({ world, scenario, request }: Stage): Promise<void> {
  for (const mode of modes)
    if (mode !== request.mode) deploy(world, { scenario, mode, handlers: await handlersOf(scenario, mode) })
  connectEvents(world)
  deployOperations(world, [scenario])
}

/**
 * The alarm goes off, and its run ends as nobody answers. Its stage looks after runs.
 * @throws when the platform has no reaction that proposes a recovery of this scenario
 */
export async function driveByAlarm({ world, scenario }: Stage): Promise<void> {
  const { region, clock, engine, platform } = world
  const reaction = platform.reactions.find(each => each.scenario === scenario.name && each.does === 'propose-recovery')
  if (!reaction || !('alarm' in reaction.on)) throw new Error(`no alarm proposes a recovery of ${scenario.name}`)
  const metric = { namespace: 'WordPress', name: 'Errors', dimensions: [] }
  region.cloudwatch.seed({
    ...{ AlarmName: reaction.on.alarm, Namespace: metric.namespace, MetricName: metric.name, Statistic: 'Sum' },
    ...{ Period: 60, EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' },
    TreatMissingData: 'notBreaching',
  })
  const runs = () => engine.listStateMachines().flatMap(({ arn }) => engine.listExecutions(arn))
  const until = clock.now() + 10 * MINUTE
  while (runs().length === 0 && clock.now() < until) {
    region.cloudwatch.record(metric, 1)
    await clock.run(clock.now() + MINUTE)
  }
  if (runs().length === 0) throw new Error(`the alarm ${reaction.on.alarm} set nothing off`)
  await clock.run(() => runs().every(({ status }) => status !== 'RUNNING'))
}

/** By the function of the primary region, which speaks to the recovery region. */
export async function beat({ world }: Stage): Promise<void> {
  const { home, cloud, engine, functions, logs } = world
  if (!home) throw new Error('a world of one region has nobody to tell that it lives')
  const { platform, region } = home
  const { name } = heartbeat.contract
  const handlers = await loadHandlers([name])
  deployFunction(heartbeat, 'recover', { cloud, engine, functions, platform, region: region.name, handlers, logs })
  const { regions, recovery } = platform
  const event = { region: regions.recovery, heartbeat: recovery.evidence.heartbeat }
  await during(world, functions.invoke(doorNamed(platformName(platform), name), event))
}
