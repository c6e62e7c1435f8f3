// What a verb may do on a platform, in lines that people can read: actions, and what they act on.
import type { Platform } from '../../../domain/platform.ts'
import type { Mode } from '../../../domain/run.ts'
import type { KubernetesNeed } from '../../../lambdas/needs.ts'
import { homeRulesOf, kubernetesRulesOf, type Statement, statementsOf, type Use } from '../../../lambdas/permissions.ts'

interface Permissions {
  readonly changes: readonly string[]
  readonly permissions: readonly string[]
}

/** Access levels "List" and "Read" of the Service Authorization Reference begin with these words. */
const READS = /:(Describe|Get|List|BatchGet|Head|Lookup|Search)/
/** Uses of a key or a role, and telling whoever listens: they change nothing by themselves. */
const USES = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'iam:PassRole',
  'events:PutEvents',
]
/** SQL may read or write; a verb that says it only reads sends SELECTs through a user that may do nothing else. */
const SQL = /^rds-data:/

export function permissionsOf(use: Use, platform: Platform, mode: Mode): Permissions {
  const statements = statementsOf(use, platform, mode)
  const rules = [...kubernetesRulesOf(use, platform, mode), ...homeRulesOf(use, platform, mode)]
  const writes = (action: string) =>
    !READS.test(action) && !USES.includes(action) && !(SQL.test(action) && use.contract.effect !== 'changes')
  // What `implement` writes into the run's own journal is no change of the platform.
  const own = statementsOf({ ...use, records: false, heeds: false }, platform, mode)
  const changing = own.flatMap(each => {
    const Action = each.Action.filter(writes)
    const Resource = each.Resource.filter(arn => !arn.endsWith('/journal/*'))
    return Action.length > 0 && Resource.length > 0 ? [{ ...each, Action, Resource }] : []
  })
  const patching = rules.flatMap(each => {
    const verbs = each.verbs.filter(verb => !['get', 'list', 'watch'].includes(verb))
    return verbs.length > 0 ? [{ ...each, verbs }] : []
  })
  const lines = (aws: readonly Statement[], kubernetes: readonly KubernetesNeed[]) => [
    ...aws.map(each => statementText(each, platform)),
    ...kubernetes.map(ruleText),
  ]
  return { changes: lines(changing, patching), permissions: lines(statements, rules) }
}

/** Condition operators of IAM in words; others are shown by their own name. */
const OPERATORS: Readonly<Record<string, string>> = {
  StringEquals: 'is',
  ArnEquals: 'is',
  Bool: 'is',
  StringLike: 'is like',
  ArnLike: 'is like',
  'ForAnyValue:StringEquals': 'has',
}

function statementText({ Action, Resource, Condition }: Statement, platform: Platform): string {
  const where = Resource.map(arn => shortArn(arn, platform)).join(', ')
  const conditions = Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(
      ([key, values]) => `${key} ${OPERATORS[operator] ?? operator} ${[values].flat().join(' or ')}`,
    ),
  )
  return `${Action.join(', ')} on ${where}${conditions.length > 0 ? ` if ${conditions.join(' and ')}` : ''}`
}

/** Without what every ARN of the platform has in common; another region is named. */
function shortArn(arn: string, platform: Platform): string {
  const match = /^arn:[^:]*:[^:]*:([^:]*):([^:]*):(.*)$/.exec(arn)
  if (!match) return arn === '*' ? 'anything' : arn
  const [, region = '', account = '', resource = ''] = match
  const elsewhere = region === '' || region === platform.regions.primary ? '' : ` in ${region}`
  const foreign = account === '' || account === platform.account ? '' : ` of account ${account}`
  return `${resource}${elsewhere}${foreign}`
}

function ruleText({ apiGroup, resource, verbs, namespace, names, where }: KubernetesNeed): string {
  const kind = apiGroup === '' ? resource : `${resource} (${apiGroup})`
  const which = names ? ` ${names.join(', ')}` : ''
  return `kubernetes: ${verbs.join(', ')} ${kind}${which}${namespace ? ` in ${namespace}` : ''}${where === 'home' ? ' of the other region' : ''}`
}
