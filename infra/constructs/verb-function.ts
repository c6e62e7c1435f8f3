// The function of one verb in one mode, with a role that holds exactly what the verb's contract needs.
import { Duration } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Code } from 'aws-cdk-lib/aws-lambda'
import {
  Architecture,
  type FunctionProps,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { type Platform, platformName } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import type { Settings } from '../../lambdas/environment.ts'
import { functionName, functionRoleName, type Statement, statementsOf, type Use } from '../../lambdas/permissions.ts'
import { functionLogGroup, logGroupArn } from '../names.ts'
import { acknowledgeWildcards, allowing, policyOf, TRACING } from '../policy.ts'

export interface VerbFunctionProps {
  readonly use: Use
  readonly platform: Platform
  readonly mode: Mode
  readonly code: Code
  readonly logGroup: ILogGroup
  /** Beside those that every function has. */
  readonly settings?: Partial<Settings>
  /** What a caller may choose; what makes a verb a verb is not among it. */
  readonly overrides?: Pick<FunctionProps, 'memorySize'>
}

export class VerbFunction extends Construct {
  readonly role: Role
  readonly function: LambdaFunction

  constructor(scope: Construct, id: string, props: VerbFunctionProps) {
    super(scope, id)
    const { use, platform, mode } = props
    const { contract } = use
    this.role = roleFor(this, props)
    this.function = new LambdaFunction(this, 'Function', {
      // At 512 MB a function has about a third of a core: loading half a megabyte of SDK takes some 0.3 s.
      memorySize: 512,
      ...props.overrides,
      functionName: functionName(contract, platform, mode),
      description: `Muster, ${mode}: lambdas/${contract.name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: props.code,
      timeout: Duration.seconds(contract.timeout),
      // Without this CDK would add statements of its own to the role.
      role: this.role.withoutPolicyUpdates(),
      tracing: Tracing.ACTIVE,
      logGroup: props.logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: { ...settings(platform), ...props.settings, NODE_OPTIONS: '--enable-source-maps' },
    })
  }
}

/** What lambdas/gateways/aws-environment.ts reads; Lambda itself sets the region. */
const settings = (platform: Platform): Settings & { readonly ACCOUNT_ID: string } => ({
  CONTROL_BUCKET: platform.muster.controlBucket,
  EVIDENCE_BUCKET: platform.muster.evidenceBucket,
  PLATFORM: platformName(platform),
  ACCOUNT_ID: platform.account,
})

/** Both policies are inline, so that function, role and permissions come and go as one. */
function roleFor(scope: Construct, { use, platform, mode }: VerbFunctionProps): Role {
  const { name } = use.contract
  const needed = statementsOf(use, platform, mode)
  const running: readonly Statement[] = [
    allowing(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroupArn(platform, functionLogGroup(platform, mode))]),
    TRACING,
  ]
  const role = new Role(scope, 'Role', {
    roleName: functionRoleName(use.contract, platform, mode),
    description: `Muster, ${mode}: what lambdas/${name}/contract.ts needs, and nothing else`,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      ...(needed.length > 0 && { needs: policyOf(needed) }),
      running: policyOf(running),
    },
  })
  const because = `lambdas/${name}/contract.ts needs it and says why: names that a run or AWS completes, or actions without a resource level.`
  acknowledgeWildcards(role, needed, because)
  acknowledgeWildcards(role, running, 'Log streams get their names from Lambda; X-Ray actions have no resource level.')
  return role
}
