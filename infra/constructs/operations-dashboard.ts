// One page for a control region: what rings, how runs go, when each scenario was last drilled, whether somebody looks.
import { Duration } from 'aws-cdk-lib'
import { AlarmStatusWidget, Dashboard, GraphWidget, type IAlarm, Metric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { doorNamed } from '../../domain/deployed-names.ts'
import { DRILL_DUE_DAYS } from '../../domain/drill-schedule.ts'
import { type Platform, platformName } from '../../domain/platform.ts'
import { type LookedAfter, metricNames, NAMESPACE } from '../../domain/watchfulness.ts'
import { chatDoors } from '../../lambdas/chat-doors.ts'
import { doors } from '../../lambdas/doors.ts'
import type { Use } from '../../lambdas/permissions.ts'

export interface OperationsDashboardProps {
  readonly platform: Platform
  readonly machines: readonly LookedAfter[]
  /** Those that call somebody, in the order in which they are shown. */
  readonly alarms: readonly IAlarm[]
  /** Chat is hosted here. */
  readonly chat: boolean
}

const namesOf = (uses: readonly Use[]): readonly string[] => uses.map(({ contract }) => contract.name)
const WHOLE = 24

export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, { platform, machines, alarms, chat }: OperationsDashboardProps) {
    super(scope, id)
    const name = platformName(platform)
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `${name}-muster-${platform.regions.primary}`,
      // A quarter, which is the rhythm of drills.
      defaultInterval: Duration.days(92),
    })
    dashboard.addWidgets(new TextWidget({ markdown: introduction(platform), width: WHOLE, height: 2 }))
    dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: WHOLE, height: 4 }))
    dashboard.addWidgets(
      graph('Real runs', ofMachines(machines, 'recover')),
      graph('Drills', ofMachines(machines, 'drill')),
    )
    dashboard.addWidgets(
      graph(`Days since a drill passed (a person is called after ${DRILL_DUE_DAYS})`, sinceDrills(name, machines)),
      graph('Runs late, questions about to expire', [
        own(metricNames.overdue(name), 'minutes overdue'),
        own(metricNames.expiring(name), 'questions expiring'),
      ]),
    )
    dashboard.addWidgets(
      graph(
        'Errors of functions that are no step',
        namesOf(chat ? [...doors, ...chatDoors] : doors).map(door => errorsOf(name, door)),
      ),
    )
  }
}

const introduction = ({ regions }: Platform): string =>
  `# Muster in ${regions.primary}\nWhat to do when an alarm rings: docs/operating.md.`

const graph = (title: string, left: Metric[]): GraphWidget => new GraphWidget({ title, left, width: WHOLE / 2 })

const own = (metricName: string, label: string): Metric =>
  new Metric({ namespace: NAMESPACE, metricName, label, statistic: 'Maximum', period: Duration.hours(1) })

const sinceDrills = (platform: string, machines: readonly LookedAfter[]): Metric[] =>
  machines
    .filter(({ scheduled }) => scheduled)
    .map(({ scenario }) => own(metricNames.undrilled(platform, scenario), scenario))

/** Succeeded and failed; a drill that was skipped has succeeded too. */
const ofMachines = (machines: readonly LookedAfter[], mode: LookedAfter['mode']): Metric[] =>
  machines
    .filter(each => each.mode === mode)
    .flatMap(({ arn, scenario }) =>
      (['ExecutionsSucceeded', 'ExecutionsFailed'] as const).map(
        metricName =>
          new Metric({
            ...{ namespace: 'AWS/States', metricName, dimensionsMap: { StateMachineArn: arn }, statistic: 'Sum' },
            ...{ label: `${scenario} ${metricName.replace('Executions', '').toLowerCase()}`, period: Duration.days(1) },
          }),
      ),
    )

const errorsOf = (platform: string, door: string): Metric =>
  new Metric({
    ...{ namespace: 'AWS/Lambda', metricName: 'Errors', statistic: 'Sum', label: door, period: Duration.hours(1) },
    dimensionsMap: { FunctionName: doorNamed(platform, door) },
  })
