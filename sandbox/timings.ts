// How long things take, in seconds, before chance draws from the range. Estimates: aws-behaviour 6.1; AWS promises none.
import type { Range } from './chance.ts'

export const timings = {
  'rds.cluster.creating': { min: 180, typical: 480, max: 1800 },
  'rds.cluster.modifying': { min: 5, typical: 25, max: 120 },
  'rds.cluster.resetting-master-credentials': { min: 20, typical: 45, max: 120 },
  'rds.cluster.deleting': { min: 30, typical: 90, max: 300 },
  'rds.instance.creating': { min: 240, typical: 420, max: 900 },
  'rds.instance.modifying': { min: 5, typical: 25, max: 120 },
  'rds.instance.rebooting': { min: 10, typical: 25, max: 90 },
  'rds.instance.deleting': { min: 60, typical: 180, max: 480 },
  'rds.instance.visible': { min: 0.2, typical: 1.2, max: 5 },
  'rds.cluster.visible': { min: 0.2, typical: 1.2, max: 5 },
  'rds.data-api.enabling': { min: 5, typical: 20, max: 90 },
  'rds.latest-restorable.lag': { min: 120, typical: 240, max: 300 },
  'rds.cluster-snapshot.creating': { min: 30, typical: 120, max: 900 },
  'backup.job.pending': { min: 5, typical: 20, max: 180 },
  'backup.job.aurora': { min: 120, typical: 300, max: 1200 },
  'backup.job.efs': { min: 60, typical: 300, max: 3600 },
  'backup.job.ebs': { min: 60, typical: 180, max: 1200 },
  // The restore of an Aurora cluster takes rds.cluster.creating in between.
  'backup.restore.pending': { min: 5, typical: 20, max: 180 },
  'backup.restore.completing': { min: 2, typical: 12, max: 60 },
  // Beside the transfer, which follows from files and bytes.
  'backup.restore.efs': { min: 40, typical: 60, max: 180 },
  'backup.copy.created': { min: 5, typical: 20, max: 180 },
  // The first copy of a resource is whole, later ones take what has changed (aws-behaviour 1.2.10).
  'backup.copy.running': { min: 60, typical: 600, max: 14_400 },
  // From when the volume is available until the job says so.
  'backup.restore.ebs': { min: 20, typical: 75, max: 280 },
  'efs.file-system.creating': { min: 2, typical: 6, max: 60 },
  'efs.file-system.updating': { min: 5, typical: 20, max: 120 },
  'efs.file-system.deleting': { min: 10, typical: 40, max: 120 },
  'efs.mount-target.creating': { min: 30, typical: 75, max: 180 },
  // From available until the DNS name resolves.
  'efs.mount-target.resolving': { min: 5, typical: 60, max: 90 },
  'efs.mount-target.deleting': { min: 30, typical: 45, max: 90 },
  'efs.access-point.creating': { min: 0.5, typical: 2, max: 20 },
  'efs.access-point.deleting': { min: 0.5, typical: 2, max: 20 },
  'efs.backup-policy.changing': { min: 1, typical: 5, max: 60 },
  'efs.visible': { min: 0.2, typical: 1.2, max: 5 },
  'ec2.volume.creating': { min: 2, typical: 5, max: 30 },
  // Drawn for none: it follows from the size of the volume and the rate that was asked for.
  'ec2.volume.initializing': { min: 34, typical: 340, max: 4000 },
  'ec2.volume.deleting': { min: 1, typical: 5, max: 60 },
  'ec2.volume.attaching': { min: 1, typical: 4, max: 60 },
  'ec2.volume.detaching': { min: 1, typical: 5, max: 60 },
  'ec2.snapshot.creating': { min: 10, typical: 60, max: 900 },
  'ec2.visible': { min: 0.2, typical: 1.2, max: 5 },
  'eks.secret.sync': { min: 5, typical: 3600, max: 3600 },
  'eks.secret.forced-sync': { min: 1, typical: 4, max: 30 },
  'eks.pod.starting': { min: 10, typical: 30, max: 120 },
  'eks.pod.terminating': { min: 2, typical: 12, max: 31 },
  'eks.pod.creating': { min: 1, typical: 4, max: 45 },
  // From when a node group is ACTIVE until its last node is ready: the agents on it start.
  'eks.node.joining': { min: 1, typical: 12, max: 120 },
  'eks.autoscaler.look': { min: 1, typical: 8, max: 15 },
  'eks.argo.self-heal': { min: 2, typical: 6, max: 30 },
  'eks.operator.sync': { min: 0.5, typical: 2, max: 20 },
  // Beside its log, whose replay follows from its size.
  'prometheus.replaying': { min: 3, typical: 10, max: 60 },
  'grafana.starting': { min: 2, typical: 6, max: 45 },
  'eks.volume.binding': { min: 0.5, typical: 2, max: 15 },
  'eks.job.starting': { min: 2, typical: 8, max: 60 },
  'secretsmanager.rotation': { min: 5, typical: 20, max: 60 },
  'secretsmanager.value.visible': { min: 0.02, typical: 0.2, max: 3 },
  'secretsmanager.replication': { min: 1, typical: 4, max: 60 },
  // From PutMetricData until statistics and alarms see it; the API reference speaks of up to two minutes.
  'cloudwatch.metric.visible': { min: 0.5, typical: 3, max: 60 },
  // From a change of records until one of the places that answer for Route 53 has it; INSYNC when the last one has.
  'route53.change.reaching': { min: 3, typical: 20, max: 90 },
  'sns.delivery': { min: 0.03, typical: 0.15, max: 10 },
  'eks.cluster.creating': { min: 480, typical: 660, max: 1200 },
  'eks.access-entry.propagating': { min: 2, typical: 10, max: 60 },
  'terraform.fetching': { min: 1, typical: 4, max: 60 },
  'terraform.plan-queued': { min: 0.5, typical: 3, max: 120 },
  'terraform.planning': { min: 15, typical: 50, max: 600 },
  'terraform.cost-estimating': { min: 1, typical: 4, max: 60 },
  'terraform.policy-checking': { min: 2, typical: 6, max: 90 },
  'terraform.apply-queued': { min: 0.5, typical: 3, max: 120 },
  // What a pilot light leaves to the day: node groups 3 to 6 minutes, load balancers 2 to 5 (aws-behaviour 4.6).
  'terraform.applying': { min: 60, typical: 480, max: 2400 },
  // From one phase of a run to the next, when nobody is asked.
  'terraform.moving-on': { min: 0.2, typical: 0.8, max: 10 },
  // An interrupted Terraform ends what it has begun.
  'terraform.canceling': { min: 2, typical: 15, max: 300 },
  'events.delivery': { min: 0.2, typical: 0.5, max: 30 },
  // Scheduler is precise to the minute: a target is called somewhere in it (Scheduler user guide, "Schedule types").
  'scheduler.invocation': { min: 0.2, typical: 20, max: 59 },
  // AWS Backup tells of its jobs in batches, every five minutes or so (aws-behaviour 1.2.14).
  'backup.event.batch': { min: 1, typical: 150, max: 300 },
  'lambda.cold-start': { min: 0.25, typical: 0.4, max: 0.9 },
  // Undocumented: from minutes to the better part of an hour without a call, and it starts cold again.
  'lambda.idle': { min: 300, typical: 900, max: 2700 },
  'lambda.overhead': { min: 0.01, typical: 0.02, max: 0.08 },
  'api.latency': { min: 0.02, typical: 0.06, max: 0.6 },
} as const satisfies Readonly<Record<string, Range>>

export type Transition = keyof typeof timings
