// The simulated Lambda API of one region: invoking functions. They are deployed with `Functions`, not through the API.
import * as sdk from '@aws-sdk/client-lambda'
import type { Service, Surroundings } from '../service.ts'
import { invoke, type Options } from './invoke.ts'

export class Lambda {
  readonly service: Service

  constructor(surroundings: Surroundings, options: Options) {
    this.service = { signingName: 'lambda', sdk, operations: { Invoke: invoke(surroundings, options) } }
  }
}
