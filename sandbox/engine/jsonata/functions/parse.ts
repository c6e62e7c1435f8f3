// $parse(text): the value that JSON text says.
import { type ExtraFunction, fault } from './definition.ts'

export const parse: ExtraFunction = {
  name: 'parse',
  signature: '<s:x>',
  implementation(text: string) {
    try {
      return JSON.parse(text) as unknown
    } catch (error) {
      throw fault('D3141', `The text given to parse is not JSON: ${Error.isError(error) ? error.message : ''}`)
    }
  },
}
