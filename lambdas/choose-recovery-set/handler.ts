// Copies keep the ARN of what they are copies of, so nothing outside this region has to be asked.
import { Missing, RequestInvalid } from '../../domain/errors.ts'
import { agesOf, gapsOf, skewNote, skewSeconds, termsOfCopies } from '../../domain/region/recovery-set.ts'
import type { ChosenPoint } from '../../domain/restore-point.ts'
import { asLambda } from '../as-lambda.ts'
import { backupRestore } from '../gateways/backup-restore.ts'
import { chooseClosely } from '../gateways/closely.ts'
import { implement } from '../implement.ts'
import { chooseRecoverySet } from './contract.ts'

const TOLD = 30

interface Wanted {
  /** In words: `database` or `files`. */
  readonly store: string
  readonly source: string
  readonly vault: string
  readonly named: string | null
}

export const run = implement(
  chooseRecoverySet,
  { backup: backupRestore },
  async ({ home, database, files }, { backup, clock, environment }) => {
    const now = clock.now()
    const of = (service: string, kind: string) => `arn:aws:${service}:${home}:${environment.accountId}:${kind}`
    const choose = async ({ store, source, vault, named }: Wanted) => {
      const points = await backup.pointsOf(vault, source)
      const choice = await chooseClosely(
        points,
        termsOfCopies(store === 'files' ? 'file system' : 'cluster', named, now),
        { backup, vault },
      )
      return { ...usable(choice, { store, vault, named }), late: gapsOf(store, points.filter(isWhole), now) }
    }
    const [rows, tree] = await Promise.all([
      choose({ store: 'database', ...database, source: `${of('rds', 'cluster')}:${database.id}` }),
      choose({ store: 'files', ...files, source: of('elasticfilesystem', `file-system/${files.id}`) }),
    ])
    const copies = [
      { store: 'database', moment: rows.moment },
      { store: 'files', moment: tree.moment },
    ]
    return {
      moment: rows.moment,
      point: { arn: rows.point.arn, kind: rows.point.kind },
      files: { arn: tree.point.arn, moment: tree.moment },
      ages: agesOf(copies, now),
      skew: skewNote(rows.moment, tree.moment),
      skewSeconds: skewSeconds(rows.moment, tree.moment),
      late: [...rows.late, ...tree.late],
      passedOver: [...rows.passedOver, ...tree.passedOver].slice(0, TOLD),
    }
  },
)

/** A copy that did not arrive whole is one that is missing. */
const isWhole = ({ status }: { readonly status: string }): boolean => status === 'COMPLETED' || status === 'AVAILABLE'

function usable(
  choice: ChosenPoint | { readonly impossible: string },
  { store, vault, named }: Pick<Wanted, 'store' | 'vault' | 'named'>,
): ChosenPoint {
  if (!('impossible' in choice)) return choice
  const text = `copies of the ${store} in the vault ${vault}: ${choice.impossible}`
  throw named === null ? new Missing(text) : new RequestInvalid(`${store}Copy: ${text}`)
}

export const handler = asLambda(run)
