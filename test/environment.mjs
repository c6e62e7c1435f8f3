// Where jest runs each test file: its own Node environment, in a context whose global object is an ordinary one.
import vm from 'node:vm'
import { TestEnvironment } from 'jest-environment-node'

/**
 * Jest asks `vm` for a context that reflects an object of its own. In one of those every `Object`, `JSON` or `Map` that
 * code names is looked up through interceptors, which makes a rehearsal a third slower than outside of jest. A context
 * that reflects nothing (https://nodejs.org/api/vm.html, `vm.constants.DONT_CONTEXTIFY`) costs nothing.
 */
export default class OrdinaryContext extends TestEnvironment {
  constructor(config, context) {
    const { createContext } = vm
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY)
    try {
      super(config, context)
    } finally {
      vm.createContext = createContext
    }
  }
}
