// Roles of the platform itself: AWS Backup's, enhanced monitoring's, Aurora's import role. Only services assume them.
import { type Platform, platformName } from '../../domain/platform.ts'
import type { Cloud } from '../cloud.ts'

export const platformRole = (platform: Platform, name: string): string =>
  `arn:aws:iam::${platform.account}:role/${platformName(platform)}-${name}`

export function seedRoles({ iam }: Cloud, platform: Platform): void {
  const restore = `arn:aws:iam::${platform.account}:role/${platform.database.restoreRole}`
  iam.addRole({ arn: restore, trust: ['backup.amazonaws.com'], statements: [] })
  iam.addRole({
    arn: platformRole(platform, 'rds-monitoring'),
    trust: ['monitoring.rds.amazonaws.com'],
    statements: [],
  })
  iam.addRole({ arn: platformRole(platform, 'aurora-import'), trust: ['rds.amazonaws.com'], statements: [] })
}
