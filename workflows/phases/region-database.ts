// The database of a lost region, from its copy: restored, given members and logins, proved and configured.
import type { ClusterDescription } from '../../domain/cluster-description.ts'
import { verifyData } from '../../lambdas/verify-data/contract.ts'
import type { Bare, Passage } from '../language/scenario.ts'
import { connectDrillClient } from './drill-client.ts'
import { fromRestoreJob } from './restore-sources.ts'
import { bringUpReaders, bringUpWriter, giveScaling, matchConfigurationOf, matchLogins } from './restored-cluster.ts'

interface Chosen extends Bare {
  readonly request: { readonly adopt: string | null; readonly damage: { readonly sql: string } | null }
  readonly cluster: ClusterDescription
  readonly moment: {
    readonly moment: string
    readonly point: { readonly arn: string; readonly kind: 'snapshot' | 'continuous' }
  }
}

interface Restored extends Chosen {
  readonly restored: { readonly id: string; readonly arn: string }
}

/** By its own content alone: what it came from cannot be asked any more. */
const proveCopy = (passage: Passage<Restored>) =>
  passage.step('data', 'Prove the restored data', verifyData, $ => ({
    clusterArn: $.restored.arn,
    database: $.platform.database.name,
    tablePrefix: $.platform.database.tablePrefix,
    readerSecret: $.platform.database.readerSecret,
    moment: $.moment.moment,
    damage: $.request.damage,
    sourceClusterArn: null,
  }))

export const restoreDatabase = (passage: Passage<Chosen>) =>
  passage
    .include(fromRestoreJob)
    .include(giveScaling)
    .include(bringUpWriter)
    .include(matchLogins)
    .only('recover', p =>
      p
        .parallel('proof', 'Prove the data while the readers come up', { data: proveCopy, readers: bringUpReaders })
        .include(matchConfigurationOf('what it shall be')),
    )
    .only('drill', p => p.include(proveCopy).include(connectDrillClient))
