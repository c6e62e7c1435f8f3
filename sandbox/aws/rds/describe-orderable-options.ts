// rds:DescribeOrderableDBInstanceOptions: which classes can be had for an engine version, and in which zones.
import type {
  DescribeOrderableDBInstanceOptionsMessage,
  OrderableDBInstanceOption,
  OrderableDBInstanceOptionsMessage,
} from '@aws-sdk/client-rds'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { listed } from './lists.ts'
import { anywhere } from './needs.ts'
import { badCombination } from './refusals.ts'
import { engine, engineVersions, type State } from './state.ts'

const sizes = ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge', '24xlarge']

/** Classes for Aurora MySQL 3, without the rarest (Aurora user guide, "Supported DB engines for DB instance classes"). */
const classes = [
  ...['db.serverless', 'db.t3.medium', 'db.t3.large', 'db.t4g.medium', 'db.t4g.large'],
  ...['r5', 'r6i', 'r7i'].flatMap(family => sizes.map(size => `db.${family}.${size}`)),
  ...['r6g', 'r7g', 'r8g'].flatMap(family =>
    sizes.filter(size => size !== '24xlarge').map(size => `db.${family}.${size}`),
  ),
]

/** @throws InvalidParameterCombination as for a class that the engine version is not offered on */
export function mustBeOffered(wanted: string | undefined, version: string): void {
  if (wanted === undefined || classes.includes(wanted)) return
  throw badCombination(
    `RDS does not support creating a DB instance with the following combination: DBInstanceClass=${wanted}, Engine=${engine}, EngineVersion=${version}.`,
  )
}

/** What is asked for and not offered gives an empty list, and no error. Capacity is another matter: it is not told. */
export function describeOrderableDBInstanceOptions(
  state: State,
): Operation<DescribeOrderableDBInstanceOptionsMessage, OrderableDBInstanceOptionsMessage> {
  return {
    needs: () => [anywhere('DescribeOrderableDBInstanceOptions')],
    run: input => {
      refuse('rds:DescribeOrderableDBInstanceOptions', input, ['Filters', 'LicenseModel', 'AvailabilityZoneGroup'])
      const versions = input.Engine === engine ? engineVersions(state.options) : []
      const options = versions
        .filter(version => input.EngineVersion === undefined || version === input.EngineVersion)
        .flatMap(version => classes.map(name => ({ version, name })))
        .filter(({ name }) => input.DBInstanceClass === undefined || name === input.DBInstanceClass)
      const { items, next } = listed(state, input, { items: options, key: ({ version, name }) => `${version} ${name}` })
      return { OrderableDBInstanceOptions: items.map(each => view(state, each)), Marker: next }
    },
  }
}

interface Option {
  readonly version: string
  readonly name: string
}

function view({ surroundings }: State, { version, name }: Option): OrderableDBInstanceOption {
  return {
    Engine: engine,
    EngineVersion: version,
    DBInstanceClass: name,
    LicenseModel: 'general-public-license',
    AvailabilityZones: ['a', 'b', 'c'].map(letter => ({ Name: `${surroundings.region}${letter}` })),
    MultiAZCapable: false,
    ReadReplicaCapable: false,
    Vpc: true,
    SupportsStorageEncryption: true,
    StorageType: 'aurora',
    SupportedEngineModes: ['provisioned'],
    SupportsClusters: true,
  }
}
