// Names of what is deployed around functions and machines, so that stacks find each other without exports.
import { type Platform, platformName } from '../domain/platform.ts'
import type { Mode } from '../domain/run.ts'
import { arns } from '../lambdas/needs.ts'

/** `<project>-<environment>-muster-<part>`: names of stacks. */
export const stackName = (platform: Platform, part: string): string => `${platformName(platform)}-muster-${part}`

/** Every function of a mode logs to one group: a run is read in one place, a drill's apart from a real one's. */
export const functionLogGroup = (platform: Platform, mode: Mode): string =>
  `/muster/${platformName(platform)}/functions/${mode}`

/** Groups with this prefix need no entry of their own in the account's size-limited resource policy. */
export const machineLogGroup = (machine: string): string => `/aws/vendedlogs/states/${machine}`

/** Who called the API of a region. */
export const apiLogGroup = (platform: Platform): string => `/aws/vendedlogs/apis/${platformName(platform)}-muster`

export const alarmTopicName = (platform: Platform): string => `${platform.muster.topic}-alarms`

export const alarmTopicArn = (platform: Platform): string => arns(platform).topic(alarmTopicName(platform))

export const functionArn = (platform: Platform, name: string): string =>
  `arn:aws:lambda:${platform.regions.primary}:${platform.account}:function:${name}`

export const logGroupArn = (platform: Platform, name: string): string =>
  `arn:aws:logs:${platform.regions.primary}:${platform.account}:log-group:${name}:*`
