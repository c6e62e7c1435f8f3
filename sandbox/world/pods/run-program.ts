// What the pods of Jobs do: the copy of files and the look into a store run their own programs; others end well and do nothing.
import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { perform } from '../../../jobs/copy-back/perform.ts'
import { notSimulated } from '../../aws/not-simulated.ts'
import type { Chance, Range } from '../../chance.ts'
import type { VirtualClock } from '../../clock.ts'
import type { Program, ProgramResult } from '../../kubernetes/controllers/loop.ts'
import { copyProgramText } from '../../kubernetes/example-files.ts'
import type { Lifecycle } from '../../lifecycle.ts'
import { programFiles } from '../files/index.ts'
import { lookAtStore, lookProgramText } from '../monitoring/look-program.ts'
import type { EvidenceOf } from './evidence.ts'

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const copyProgram = hashOf(copyProgramText)
const lookProgram = hashOf(lookProgramText)

/** How fast the pods work: 1 ordinarily, a fault may make it more. */
export interface Copying {
  slowdown: number
}

interface Running {
  readonly clock: VirtualClock
  readonly chance: Chance
  readonly lifecycle: Lifecycle
  readonly evidence: EvidenceOf
  readonly copying: Copying
}

/** How much longer or shorter than usual a pod takes over NFS: its neighbours on the node use the same network. An estimate. */
const neighbours: Range = { min: 0.7, typical: 1, max: 1.8 }

/** Programs that the world has no use for: they take a few seconds and end well. */
const ordinary: ProgramResult = { exitCode: 0, seconds: 3 }

export async function runProgram(program: Program, running: Running): Promise<ProgramResult> {
  const words = [...program.command, ...program.arguments]
  const script = words.findIndex(word => program.mounted.texts[word] !== undefined)
  if (script < 0) return ordinary
  const path = words[script] ?? ''
  const known = hashOf(program.mounted.texts[path] ?? '')
  if (known === lookProgram) {
    const { clock, lifecycle } = running
    const pause = (seconds: number) => alive(program, clock.sleep(lifecycle.work(seconds) * 1000))
    return lookAtStore(program, words[script + 1] ?? '', pause)
  }
  if (known !== copyProgram)
    throw notSimulated(
      `the program ${posix.basename(path)} of Job ${program.job}: it is neither the copy of files nor the look into a store`,
    )
  return copyFiles(program, words[script + 1] ?? '', running)
}

/** As its `main.ts` has it, with the tree in place of the disk. A pod that was killed never ends: what it did stays. */
async function copyFiles(program: Program, argument: string, running: Running): Promise<ProgramResult> {
  const { clock, chance, lifecycle, evidence, copying } = running
  const absent = ['AWS_REGION', 'EVIDENCE_BUCKET', 'EVIDENCE_PREFIX'].find(name => !program.environment[name])
  // Nothing catches it there: no last words.
  if (absent !== undefined) return { exitCode: 1, seconds: 1 }
  const as = { owner: program.user, group: program.user }
  const mounts = Object.fromEntries(
    Object.entries(program.mounted.trees).map(([path, mounted]) => [path, mounted.view(as)]),
  )
  const whileAlive = <T>(work: Promise<T>) => alive(program, work)
  const bucket = evidence(program)
  const pace = chance.seconds(neighbours, 'neighbours', program.name)
  const pause = (seconds: number) => whileAlive(clock.sleep(lifecycle.work(seconds * pace * copying.slowdown) * 1000))
  const { exitCode, message } = await perform(argument, {
    files: programFiles({ mounts, pause }),
    evidence: { put: (name, bytes) => whileAlive(bucket.put(name, bytes)) },
    say: () => undefined,
    attempt: program.name,
  })
  return { exitCode, message, seconds: 0 }
}

/** What a killed pod has begun never ends. */
async function alive<T>(program: Program, work: Promise<T>): Promise<T> {
  const done = await work
  return program.isAlive() ? done : new Promise<never>(() => undefined)
}
