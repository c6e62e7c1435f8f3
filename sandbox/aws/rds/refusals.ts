// The errors of RDS: shape names where the model has them, wire codes for parameter errors (aws-behaviour 1.3.5).
import { AwsError } from '../service.ts'

export const clusterNotFound = (id: string) =>
  new AwsError('DBClusterNotFoundFault', `DBCluster ${id} not found.`, { status: 404 })

export const instanceNotFound = (id: string) =>
  new AwsError('DBInstanceNotFoundFault', `DBInstance ${id} not found.`, { status: 404 })

export const clusterExists = () => new AwsError('DBClusterAlreadyExistsFault', 'DB Cluster already exists')

export const instanceExists = () => new AwsError('DBInstanceAlreadyExistsFault', 'DB Instance already exists')

export const snapshotExists = (id: string) =>
  new AwsError(
    'DBClusterSnapshotAlreadyExistsFault',
    `Cannot create the cluster snapshot because one with the identifier ${id} already exists.`,
  )

export const snapshotNotFound = (id: string) =>
  new AwsError('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot not found: ${id}`, { status: 404 })

export const clusterState = (message: string) => new AwsError('InvalidDBClusterStateFault', message)

export const instanceState = (message: string) => new AwsError('InvalidDBInstanceStateFault', message)

export const badValue = (message: string) => new AwsError('InvalidParameterValue', message)

export const badCombination = (message: string) => new AwsError('InvalidParameterCombination', message)

export const keyNotAccessible = (key: string) =>
  new AwsError(
    'KMSKeyNotAccessibleFault',
    `The specified KMS key [${key}] does not exist, is not enabled or you do not have permissions to access it.`,
  )

export const groupNotFound = (kind: 'cluster-pg' | 'pg', name: string) =>
  kind === 'pg'
    ? new AwsError('DBParameterGroupNotFoundFault', `DBParameterGroup not found: ${name}`, { status: 404 })
    : new AwsError('DBClusterParameterGroupNotFoundFault', `DBClusterParameterGroup not found: ${name}`, {
        status: 404,
      })

export const subnetGroupNotFound = (name: string) =>
  new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`, { status: 404 })
