// The shape of the project, held by a test: who imports whom, what files are called, how long they are, what they may not use.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { describe, expect, jest, test } from '@jest/globals'
import { kebabToCamel } from '../domain/names.ts'
import { requests } from '../domain/requests/index.ts'
import type { Contract } from '../lambdas/contract.ts'
import type { Runnable } from '../lambdas/implement.ts'
import { scenarios } from '../workflows/index.ts'

jest.setTimeout(60_000)

/** What is made, not written. */
const MADE = new Set(['.git', 'node_modules', 'build', 'cdk.out', 'coverage', 'reports'])

const written = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !MADE.has(name))
    .flatMap(entry => (entry.isDirectory() ? written(join(folder, entry.name)) : [join(folder, entry.name)]))

const texts = new Map(
  written('.')
    .filter(name => /\.(ts|mjs|json|md|ya?ml|txt)$|^[^/]*\.?[a-z]+rc$|^\.ci\//.test(name))
    .map(name => [name, readFileSync(name, 'utf8')] as const),
)
const typescript = [...texts.keys()].filter(name => name.endsWith('.ts'))
const sources = typescript.filter(name => !name.startsWith('test/'))
const linesOf = (name: string): readonly string[] => (texts.get(name) ?? '').replace(/\n$/, '').split('\n')

interface Import {
  readonly from: string
  /** A path in the project, or the name of a package. */
  readonly to: string
}

const imports: readonly Import[] = typescript.flatMap(from =>
  [...(texts.get(from) ?? '').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^'\n]+)'/g)].map(([, name = '']) => ({
    from,
    to: name.startsWith('.') ? normalize(join(dirname(from), name)) : name,
  })),
)

const ours = /^(domain|workflows|lambdas|jobs|infra|sandbox|control|bench|test)\//
const CONTRACT = /^lambdas\/[^/]+\/contract\.ts$/
/** What every part of the project may read of the verbs: data and statements, no deed. */
const VERBS_AS_DATA =
  /^lambdas\/([\w-]+\/contract|contract|doors|chat-doors|needs|[\w-]+-needs|permissions|job-permissions|kubernetes-grants|environment)\.ts$/
const SDK_OR_CDK = /^(@aws-sdk|@smithy|aws-cdk-lib|constructs|cdk-nag)(\/|$)/

interface Area {
  readonly of: RegExp
  /** What of ours it may import beside itself. */
  readonly may: readonly RegExp[]
  /** Packages that it must do without. */
  readonly without?: RegExp
}

const areas: Readonly<Record<string, Area>> = {
  domain: { of: /^domain\//, may: [], without: SDK_OR_CDK },
  contracts: { of: CONTRACT, may: [/^domain\//, VERBS_AS_DATA], without: SDK_OR_CDK },
  handlers: {
    of: /^lambdas\/[^/]+\/handler\.ts$/,
    may: [/^domain\//, CONTRACT, /^lambdas\/gateways\//, /^lambdas\/(contract|implement|as-lambda|door)\.ts$/],
    without: SDK_OR_CDK,
  },
  workflows: { of: /^workflows\//, may: [/^domain\//, VERBS_AS_DATA], without: SDK_OR_CDK },
  infra: { of: /^infra\//, may: [/^domain\//, /^workflows\//, VERBS_AS_DATA] },
  jobs: { of: /^jobs\//, may: [/^domain\//], without: /^(@aws-sdk|aws-cdk-lib)(\/|$)/ },
  sandbox: { of: /^sandbox\//, may: [/^domain\//, /^workflows\//, /^lambdas\//, /^jobs\//] },
  'the sandbox backend': {
    of: /^control\/backends\//,
    may: [/^domain\//, /^workflows\//, /^control\//, /^sandbox\//],
  },
  control: { of: /^control\/(?!backends\/)/, may: [/^domain\//, /^workflows\//, /^control\//], without: SDK_OR_CDK },
}

/** Imports that cross a line on purpose. */
const exceptions: readonly { readonly from: RegExp; readonly to: RegExp; readonly because: string }[] = [
  {
    from: /^sandbox\/[\w-]+\/main\.ts$/,
    to: /^control\/platform-file\.ts$/,
    because: 'a program of its own reads the platform as the command line does',
  },
]

describe('who imports whom', () => {
  test.each(Object.keys(areas))('%s imports only what it may', name => {
    const { of, may, without } = areas[name] as Area
    const own = imports.filter(({ from }) => of.test(from))

    expect(own).not.toEqual([])
    const stray = own.filter(({ from, to }) => {
      if (!ours.test(to)) return without?.test(to) ?? false
      const allowed = (of.test(to) && name !== 'handlers' && name !== 'contracts') || may.some(each => each.test(to))
      return !allowed && !exceptions.some(each => each.from.test(from) && each.to.test(to))
    })
    expect(stray).toEqual([])
  })

  test('a handler imports its own contract and no other', () => {
    const others = imports.filter(
      ({ from, to }) => /\/handler\.ts$/.test(from) && CONTRACT.test(to) && dirname(from) !== dirname(to),
    )
    expect(others).toEqual([])
  })

  test('nobody but the gateways speaks an SDK, and no program imports a test', () => {
    const sdk = imports.filter(({ from, to }) => from.startsWith('lambdas/') && /^@aws-sdk\//.test(to))
    expect(sdk.filter(({ from }) => !from.startsWith('lambdas/gateways/'))).toEqual([])
    expect(imports.filter(({ from, to }) => !from.startsWith('test/') && to.startsWith('test/'))).toEqual([])
  })

  test('every exception is still needed', () => {
    for (const { from, to } of exceptions)
      expect(imports.some(each => from.test(each.from) && to.test(each.to))).toBe(true)
  })
})

describe('names', () => {
  const verbs = sources.filter(name => CONTRACT.test(name)).map(name => name.split('/')[1] ?? '')

  test('a verb is called the same as folder, in its contract and, in camel case, as an export', async () => {
    for (const verb of verbs) {
      const module = (await import(`../lambdas/${verb}/contract.ts`)) as Readonly<Record<string, Contract>>
      expect([verb, Object.keys(module)]).toEqual([verb, [kebabToCamel(verb)]])
      expect(module[kebabToCamel(verb)]?.name).toBe(verb)
    }
  })

  test('every verb has a deed, and the deed is that of its contract', async () => {
    for (const verb of verbs) {
      const { run, handler } = (await import(`../lambdas/${verb}/handler.ts`)) as { run: Runnable; handler: unknown }
      expect([verb, run.contract.name, typeof handler]).toEqual([verb, verb, 'function'])
    }
  })

  test('every scenario lies in the file of its name, and its request is the one that is checked', () => {
    const files = sources
      .filter(name => /^workflows\/[^/]+\.ts$/.test(name))
      .map(name => basename(name, '.ts'))
      .filter(name => name !== 'index' && name !== 'deployment')

    expect(files.sort()).toEqual(scenarios.map(({ name }) => name).sort())
    expect(Object.keys(requests).sort()).toEqual(scenarios.map(({ name }) => name).sort())
    for (const { name, requests: own } of scenarios) {
      expect(own.recover).toBe(requests[name]?.recover)
      expect(own.drill).toBe(requests[name]?.drill)
    }
  })

  test('files are in kebab case', () => {
    const odd = typescript.filter(name => !/^([a-z0-9-]+\/)*[a-z0-9-]+(\.test)?\.ts$/.test(name))
    expect(odd).toEqual([])
  })
})

describe('files', () => {
  test('begin with a caption: what the file is, in words', () => {
    const without = typescript.filter(name => !/^\/\/ \S.*\S$/.test(linesOf(name)[0] ?? ''))
    expect(without).toEqual([])
    const captions = sources.map(name => linesOf(name)[0] ?? '')
    expect(captions.filter(caption => !/[.?)]$/.test(caption))).toEqual([])
  })

  test('are short: half of the sources at most 60 lines, nine in ten at most 150, none over 300, tests neither', () => {
    const lengths = sources.map(name => linesOf(name).length).sort((a, b) => a - b)
    const share = (part: number) => lengths[Math.floor(lengths.length * part)] ?? 0

    expect(share(0.5)).toBeLessThanOrEqual(60)
    expect(share(0.9)).toBeLessThanOrEqual(150)
    expect(typescript.filter(name => linesOf(name).length > 300)).toEqual([])
  })

  test('name no place of the machine they were written on, and no host that packages were fetched from', () => {
    const place = new RegExp(
      ['/(work|home|root|Users)/[a-z]', '\\bregistry\\.[a-z]', '/tmp/\\w', '"resolved":'].join('|'),
      'i',
    )
    const naming = [...texts].filter(([name, text]) => name !== 'test/architecture.test.ts' && place.test(text))
    expect(naming.map(([name, text]) => `${name}: ${text.match(place)?.[0]}`)).toEqual([])
  })
})

describe('what files may not use', () => {
  /** The clock itself, the outermost edge of the functions, and programs that people start. */
  const edge =
    /^(sandbox\/clock\.ts|lambdas\/gateways\/aws-environment\.ts|control\/(cli|backends)\/|bench\/|(sandbox|jobs)\/[\w-]+\/main\.ts)/
  const real =
    /\bDate\.now\b|\bnew Date\(\)|\bset(Timeout|Interval)\(|\bMath\.random\b|\brandomUUID\b|\bperformance\.now\b/

  test('real time and real chance, outside the clock and the outermost edge', () => {
    const using = sources.filter(name => !edge.test(name) && real.test(texts.get(name) ?? ''))
    expect(using).toEqual([])
  })

  test('zod by its named export, which bundles twice as much', () => {
    const named = /import (?!(type )?\* as z from)[^\n]*from 'zod'/
    expect(sources.filter(name => named.test(texts.get(name) ?? ''))).toEqual([])
  })

  test('default exports, enums, namespaces, and orders to the type checker to look away', () => {
    const banned = /^export default|^(export )?(const )?enum |^(export )?namespace |@ts-(ignore|nocheck|expect-error)/m
    expect(
      typescript.filter(name => name !== 'test/architecture.test.ts' && banned.test(texts.get(name) ?? '')),
    ).toEqual([])
  })
})
