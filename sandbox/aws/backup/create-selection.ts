// Creating a selection: what AWS Backup refuses of it, and the creator's request id that makes a retry harmless.
import { isDeepStrictEqual } from 'node:util'
import type { BackupSelection, CreateBackupSelectionCommandInput } from '@aws-sdk/client-backup'
import { uuid } from '../identifiers.ts'
import { AwsError } from '../service.ts'
import { invalid, type Selection, type State } from './state.ts'

/**
 * @throws InvalidParameterValueException for a missing plan (this operation has no "not found"), a bad name, neither
 * ARNs nor tags, or a role that AWS Backup may not assume; AlreadyExistsException for a name of the same plan, and for a
 * creator's request id that came with another selection; LimitExceededException over 100 selections
 */
export function createSelection(state: State, input: CreateBackupSelectionCommandInput): Selection {
  const plan = state.plans.find(each => each.id === input.BackupPlanId)
  if (!plan) throw invalid(`Invalid backup plan ID ${input.BackupPlanId}`)
  const selection = input.BackupSelection
  if (!selection) throw new AwsError('MissingParameterValueException', 'BackupSelection is missing')
  const siblings = state.selections.filter(({ planId }) => planId === plan.id)
  const earlier = siblings.find(each => each.creatorRequestId === input.CreatorRequestId && each.creatorRequestId)
  if (earlier && isDeepStrictEqual(earlier.selection, selection)) return earlier
  if (earlier || siblings.some(each => each.selection.SelectionName === selection.SelectionName)) {
    throw new AwsError('AlreadyExistsException', `Backup selection ${selection.SelectionName} already exists`)
  }
  check(state, selection)
  if (siblings.length >= 100) throw new AwsError('LimitExceededException', 'A plan can have at most 100 selections')
  const { chance, clock, lifecycle } = state.surroundings
  const id = uuid(chance, 'selection', plan.id, state.made++)
  const { CreatorRequestId: creatorRequestId } = input
  const made = { id, planId: plan.id, selection, creatorRequestId, createdAt: clock.now() }
  state.selections.push(made)
  lifecycle.changed()
  return made
}

function check(state: State, selection: BackupSelection): void {
  const { SelectionName, IamRoleArn, Resources = [], NotResources = [], ListOfTags = [] } = selection
  if (!/^[a-zA-Z0-9\-_.]{1,50}$/.test(SelectionName ?? '')) throw invalid('The selection name is not valid.')
  if (!/^arn:aws:iam::\d{12}:role\/.+/.test(IamRoleArn ?? '')) throw invalid(`The role ARN ${IamRoleArn} is not valid.`)
  if (state.options.assumable?.(IamRoleArn ?? '') === false) {
    throw invalid(`IAM role ${IamRoleArn} cannot be assumed by AWS Backup`)
  }
  // Conditions narrow down and choose nothing by themselves: the stricter reading of the API reference.
  if (Resources.length === 0 && ListOfTags.length === 0) throw invalid('A selection needs resources or tags.')
  for (const list of [Resources, NotResources]) {
    if (list.length > 500 || (list.length > 30 && list.some(arn => arn.includes('*')))) throw invalid('Too many ARNs.')
    const inner = list.find(arn => arn.slice(0, -1).includes('*'))
    if (inner !== undefined) throw invalid(`The asterisk of ${inner} must stand at its end.`)
  }
  const operator = ListOfTags.find(({ ConditionType }) => ConditionType !== 'STRINGEQUALS')
  if (operator) throw invalid(`ListOfTags supports only STRINGEQUALS, not ${operator.ConditionType}.`)
}
