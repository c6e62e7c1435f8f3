// A live tree after a disaster with what was restored beside it, and pods that copy back in it, also disturbed ones.
import type { Files } from '../../jobs/copy-back/files.ts'
import { perform } from '../../jobs/copy-back/perform.ts'
import type { Result } from '../../jobs/copy-back/result.ts'
import { FileTree, FileView, graft, programFiles } from '../../sandbox/world/files/index.ts'

export const restoreName = 'aws-backup-restore_2026-11-22T10-00-00-000Z'
const period = { from: '2026-11-22T09:59:30Z', to: '2026-11-22T10:04:00Z' }
export const at = Date.parse('2026-11-22T03:00:00Z')

/** A live tree after a disaster, with the recovery point restored beside it. Time passes with every look at the clock. */
export function world(options: { readonly hardLinks?: boolean } = {}) {
  let time = at
  const tree = new FileTree(() => (time += 1000))
  const evidence = new Map<string, string>()
  const view = new FileView(tree)
  const restore = (name = restoreName, only?: readonly string[]) => {
    view.mkdir(`/${name}`)
    return graft(tree, snapshot, { into: `/${name}`, ...options, ...(only && { only }) })
  }
  let snapshot = tree.snapshot()
  return {
    tree,
    view,
    evidence,
    backUp: () => {
      snapshot = tree.snapshot()
      return new FileTree(tree.now, snapshot)
    },
    restore,
    run: (settings: object, files: Files = programFiles({ mounts: { '/live': view } })) =>
      runOn(files, evidence, settings),
    rows: (name: string) =>
      [...evidence]
        .filter(([key]) => key.startsWith(name))
        .flatMap(([, text]) => text.trim().split('\n'))
        .filter(line => line !== '')
        .map(line => JSON.parse(line)),
  }
}

/** Every run is a pod of its own. */
let attempts = 0

async function runOn(files: Files, evidence: Map<string, string>, settings: object) {
  const argument = JSON.stringify({ live: '/live', run: 'run-1', restoredBetween: period, ...settings })
  const put = async (name: string, bytes: Uint8Array) => {
    evidence.set(name, new TextDecoder().decode(bytes))
  }
  const { exitCode, message, error } = await perform(argument, {
    files,
    evidence: { put },
    say: () => undefined,
    attempt: `pod-${++attempts}`,
  })
  return { ...(JSON.parse(message) as Result), exitCode, error, message }
}

export type World = ReturnType<typeof world>

/** The pod dies: one call fails, and so does every call after it. */
export function dyingAfter(calls: number, it: World): Files {
  return counted(it, count => {
    if (count > calls) throw Object.assign(new Error('killed'), { code: 'EIO' })
  })
}

export function disturbed(it: World, moment: number, people: () => void): Files {
  return counted(it, count => {
    if (count === moment) people()
  })
}

/** Reads and writes of open files count as calls too. */
export function counted(it: World, tell: (count: number) => void): Files {
  const files = programFiles({ mounts: { '/live': it.view } })
  let count = 0
  const wrap = <T extends object>(target: T): T =>
    Object.fromEntries(
      Object.entries(target).map(([name, work]) => [
        name,
        async (...given: unknown[]) => {
          tell(++count)
          const result = await work(...given)
          return name === 'open' ? wrap(result) : result
        },
      ]),
    ) as T
  return wrap(files)
}
