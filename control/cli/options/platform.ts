// `--platform <file>`, the same for every command that takes it: without it the environment is asked, then the example is meant.
import { Option } from 'commander'
import { EXAMPLE_PLATFORM } from '../surroundings.ts'

/** On call nobody should have to remember a path: the variable is the one that `npm run synth` heeds, too. */
export const platformOption = (meaning: string): Option =>
  new Option('--platform <file>', meaning).default(EXAMPLE_PLATFORM).env('MUSTER_PLATFORM')
