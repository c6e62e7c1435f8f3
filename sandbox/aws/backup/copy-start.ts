// backup:StartCopyJob, called in the region of the source: what is refused at once; everything else fails later.
import type { StartCopyJobCommandInput, StartCopyJobOutput } from '@aws-sdk/client-backup'
import { notSimulated } from '../not-simulated.ts'
import { AwsError, type Operation } from '../service.ts'
import { checkVaultArn } from './copy-actions.ts'
import { lifecycleOf, startCopy } from './copy-jobs.ts'
import { isCold } from './recovery-point-members.ts'
import { type CopyJob, findPoint, invalid, type RecoveryPoint, type State, vaultArn } from './state.ts'

/** As for restores: older API texts gave a token an hour (aws-behaviour 1.10). */
const tokenLives = 3_600_000

type Input = StartCopyJobCommandInput

/** On the recovery point, and on the role that is handed over (Service Authorization Reference). */
export function startCopyJob(state: State): Operation<Input, StartCopyJobOutput> {
  return {
    needs: ({ RecoveryPointArn: arn, IamRoleArn: role }) => [
      { action: 'backup:StartCopyJob', resource: arn ?? '*' },
      { action: 'iam:PassRole', resource: role ?? '*', context: { 'iam:PassedToService': 'backup.amazonaws.com' } },
    ],
    run: input => {
      const { clock } = state.surroundings
      const { IdempotencyToken: token } = input
      const isFresh = (job: CopyJob) => clock.now() - job.createdAt < tokenLives
      const earlier = state.copies.find(job => job.token !== undefined && job.token === token && isFresh(job))
      const { id, createdAt } = earlier ?? start(state, input)
      return { CopyJobId: id, CreationDate: new Date(createdAt), IsParent: false }
    },
  }
}

/**
 * @throws ResourceNotFoundException for the recovery point; InvalidRequestException for one that cannot be copied;
 * InvalidParameterValueException for a role or a destination that is none. A destination that does not exist is found
 * out by the job.
 */
function start(state: State, input: Input): CopyJob {
  if (!state.options.copying) throw notSimulated('backup:StartCopyJob without other regions')
  const point = findPoint(state, input.SourceBackupVaultName, input.RecoveryPointArn)
  checkPoint(state, point)
  const destinationVaultArn = checkVaultArn(state, input.DestinationBackupVaultArn)
  if (destinationVaultArn === vaultArn(state, point.vaultName)) throw invalid('A vault cannot be copied into itself.')
  const roleArn = input.IamRoleArn ?? ''
  if (state.options.assumable?.(roleArn) === false) {
    throw invalid(`IAM role ${roleArn} cannot be assumed by AWS Backup`)
  }
  const lifecycle = lifecycleOf(point, input.Lifecycle)
  const { IdempotencyToken: token } = input
  return startCopy(state, { token, point, destinationVaultArn, roleArn, lifecycle, backupJobId: undefined })
}

/** Points in time never leave their region, and what is in cold storage stays there (aws-behaviour 1.2.10). */
function checkPoint(state: State, point: RecoveryPoint): void {
  const refuse = (why: string) => new AwsError('InvalidRequestException', `Recovery point ${point.arn} ${why}.`)
  if (point.continuousOf !== undefined) throw refuse('is continuous and cannot be copied')
  if (point.status !== 'COMPLETED' && point.status !== 'PARTIAL') throw refuse(`is ${point.status}`)
  if (isCold(state, point)) throw refuse('is in cold storage and cannot be copied')
}
