// backup:StartRestoreJob: what is refused at once, and the token that makes a retry harmless.
import type { StartRestoreJobCommandInput, StartRestoreJobOutput } from '@aws-sdk/client-backup'
import { uuid } from '../identifiers.ts'
import { notSimulated } from '../not-simulated.ts'
import { AwsError, type Operation } from '../service.ts'
import { tellOfRestore } from './job-events.ts'
import { runRestore } from './restore-jobs.ts'
import type { Restorer } from './restorer.ts'
import { restorers } from './restorers.ts'
import { invalid, missing, type RecoveryPoint, type RestoreJob, type State } from './state.ts'

/** Older API texts gave a token an hour; no longer is promised (aws-behaviour 1.2.4 and 6.2, invariant 8). */
const tokenLives = 3_600_000

type Input = StartRestoreJobCommandInput

/** On the recovery point, where the vault's policy has its say, and on the role that is handed over. */
export function startRestoreJob(state: State): Operation<Input, StartRestoreJobOutput> {
  return {
    needs: ({ RecoveryPointArn: arn, IamRoleArn: role }) => [
      { action: 'backup:StartRestoreJob', resource: arn ?? '*' },
      ...(role
        ? [{ action: 'iam:PassRole', resource: role, context: { 'iam:PassedToService': 'backup.amazonaws.com' } }]
        : []),
    ],
    run: input => {
      const { clock } = state.surroundings
      const earlier = state.restores.find(
        job =>
          job.token !== undefined && job.token === input.IdempotencyToken && clock.now() - job.createdAt < tokenLives,
      )
      return { RestoreJobId: (earlier ?? start(state, input)).id }
    },
  }
}

function start(state: State, input: Input): RestoreJob {
  const metadata = input.Metadata ?? {}
  if (Object.keys(metadata).length === 0) throw new AwsError('MissingParameterValueException', 'Metadata is missing')
  const point = state.points.find(each => each.arn === input.RecoveryPointArn)
  if (!point) throw missing(`Cannot find recovery point ${input.RecoveryPointArn}`)
  const restorer = restorerFor(point, input)
  const roleArn = input.IamRoleArn
  if (roleArn === undefined) throw notSimulated('backup:StartRestoreJob without IamRoleArn')
  if (state.options.assumable?.(roleArn) === false) {
    throw invalid(`IAM role ${roleArn} cannot be assumed by AWS Backup`)
  }
  const work = restorer.read(state, { point, metadata, copyTags: input.CopySourceTagsToRestoredResource ?? false })
  const { chance, clock, region } = state.surroundings
  const job: RestoreJob = {
    id: uuid(chance, 'restore-job', region, state.made++).toUpperCase(),
    token: input.IdempotencyToken,
    point,
    roleArn,
    metadata: { ...metadata },
    status: 'PENDING',
    createdAt: clock.now(),
  }
  state.restores.push(job)
  tellOfRestore(state, job, { created: true })
  runRestore(state, job, work)
  return job
}

/** @throws InvalidRequestException for a type that is not the recovery point's, and one that cannot be restored */
function restorerFor(point: RecoveryPoint, { ResourceType: type }: Input): Restorer {
  const restorer = restorers[point.type]
  if (!restorer) throw notSimulated(`backup:StartRestoreJob of ${point.type}`)
  if (type !== undefined && type !== point.type) {
    throw new AwsError('InvalidRequestException', `The resource type ${type} does not match the recovery point.`)
  }
  if (!restorable.includes(point.status)) {
    throw new AwsError('InvalidRequestException', `Recovery point ${point.arn} is ${point.status}.`)
  }
  return restorer
}

/** A PARTIAL one is restored as far as it goes, and nobody warns (aws-behaviour 1.2.3). */
const restorable: readonly RecoveryPoint['status'][] = ['COMPLETED', 'AVAILABLE', 'PARTIAL']
