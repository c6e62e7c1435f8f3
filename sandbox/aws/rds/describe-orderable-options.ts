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
import { engine, engineVersions, type State } from './state.ts'

/** Some of the classes for Aurora MySQL 3 (Aurora user guide, "Supported DB engines for DB instance classes"). */
const classes = ['db.serverless', 'db.t4g.medium', 'db.r6g.large', 'db.r6g.xlarge', 'db.r7g.large', 'db.r7g.xlarge']

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
