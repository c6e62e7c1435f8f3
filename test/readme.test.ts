// The documents do not lie: the README's commands exit as it says, all others exist, links lead somewhere, codes are the real ones.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { exitCodeOf, FAILED, NO_ANSWER } from '../control/cli/exit-codes.ts'
import { runMuster } from '../control/cli/program.ts'
import { realSurroundings } from '../control/cli/surroundings.ts'
import { endings } from '../domain/run.ts'
import { scenarios } from '../workflows/index.ts'
import { muster } from './control/muster.ts'
import { rehearsed } from './rehearsing.ts'

const readme = readFileSync('README.md', 'utf8')
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> }

interface Command {
  readonly line: string
  readonly exits: number
}

/** Lines of blocks marked `sh run`, or `sh run exits 2`. */
const commands: readonly Command[] = [...readme.matchAll(/^```sh run(?: exits (\d))?\n([\s\S]*?)^```$/gm)].flatMap(
  ([, exits = '0', block = '']) =>
    block
      .trim()
      .split('\n')
      .map(line => ({ line, exits: Number(exits) })),
)

/** Installing and testing from inside the tests would never end. */
const RECURSE = ['npm ci', 'npm test']
const partsOf = (line: string): readonly string[] => line.split('&&').map(part => part.trim())
const runnable = commands
  .map(({ line, exits }) => ({
    line: partsOf(line)
      .filter(part => !RECURSE.includes(part))
      .join(' && '),
    exits,
  }))
  .filter(({ line }) => line !== '')

describe('the commands of the README', () => {
  test('begin with the rehearsal, then the tests, from a fresh checkout', () => {
    expect(commands.slice(0, 2).map(({ line }) => line)).toEqual([
      'npm ci && npm run rehearse -- database-corruption',
      'npm ci && npm test',
    ])
  })

  test('use scripts that package.json has', () => {
    const parts = commands.flatMap(({ line }) => partsOf(line))
    const used = parts.map(part => (part === 'npm test' ? 'test' : /^npm run (\S+)/.exec(part)?.[1]))

    expect(existsSync('package-lock.json')).toBe(true)
    expect(parts.filter((part, index) => part !== 'npm ci' && !(used[index] && scripts[used[index]]))).toEqual([])
  })

  const scriptOf = (line: string): string => /^npm run (\S+)/.exec(line)?.[1] ?? line
  const isFirst = ({ line }: Command, index: number): boolean =>
    runnable.findIndex(each => scriptOf(each.line) === scriptOf(line)) === index

  test.each(runnable.map((each, index) => [each.line, each.exits, isFirst(each, index)] as const))(
    '%s exits with %i',
    async (line, exits, asProcess) => {
      const { status, stdout, stderr } = asProcess ? inShell(line) : await inThisProcess(line)

      // One message holds all, so that a failure shows what was said.
      expect({ status, said: status === exits ? '' : `${stdout}${stderr}`.slice(-3000) }).toEqual({
        status: exits,
        said: '',
      })
      expect(stdout).not.toBe('')
    },
    120_000,
  )
})

const inShell = (line: string) =>
  spawnSync('sh', ['-c', line], { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } })

/**
 * The program that the script starts, with the words that npm would give to it, without the seconds of processor time
 * that a process takes to load it: that the shell, npm and Node come so far, the first line of each script has shown.
 */
async function inThisProcess(line: string) {
  const [, script = '', more = ''] = /^npm run (\w+) --((?: [\w@=-]+)+)$/.exec(line) ?? []
  const [, given = ''] = /^node control\/cli\/muster\.mjs((?: \w+)*)$/.exec(scripts[script] ?? '') ?? []
  const written = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    write: (text: string) => {
      written[name] += text
    },
  })
  const terminal = { stdout: output('stdout'), stderr: output('stderr'), env: process.env }
  const words = `${given}${more}`.split(' ').filter(word => word !== '')
  return { status: await runMuster(words, { ...realSurroundings(), terminal }), ...written }
}

const documentsIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter(file => file.endsWith('.md'))
    .map(file => join(folder, file))
const documents = ['README.md', 'ARCHITECTURE.md', ...documentsIn('docs'), ...documentsIn('docs/decisions')]

interface Typed {
  readonly file: string
  /** `muster` with its words; scripts of npm by their own names. */
  readonly words: readonly string[]
}

/** In blocks for a shell, and in the text: `npm run muster -- …`, `npm run rehearse -- …`, `muster …`. */
const typed: readonly Typed[] = documents.flatMap(file => {
  const text = readFileSync(file, 'utf8')
  const blocks = [...text.matchAll(/^```sh[^\n]*\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.split('\n'))
  const inline = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
  return [...blocks.flatMap(partsOf), ...inline].flatMap(line => {
    const [, script, rest = ''] = /^(?:npm run )?(muster|rehearse)(?: --)? +(.*)$/.exec(line) ?? []
    const words = rest.split(' ').filter(word => word !== '')
    return script === undefined ? [] : [{ file, words: script === 'rehearse' ? ['rehearse', ...words] : words }]
  })
})

describe('commands that the documents name', () => {
  const all = [...new Set(typed.map(({ words }) => words[0] ?? ''))].filter(word => !word.startsWith('-')).sort()
  const optionsOf = (words: readonly string[]) => words.filter(word => /^--?[a-z]/.test(word))

  test.each(all)('muster %s is there, with every option that is used of it', async command => {
    const { code, stdout } = await muster([command, '--help'])
    const used = typed.filter(({ words }) => words[0] === command)

    expect(code).toBe(0)
    const unknown = used.filter(({ words }) =>
      optionsOf(words).some(option => !new RegExp(`(^|[ ,])${option}\\b`, 'm').test(stdout)),
    )
    expect(unknown).toEqual([])
  })

  test('name scenarios that there are', () => {
    const names = [...scenarios.map(({ name }) => name), 'all']
    const TAKES_A_SCENARIO = ['rehearse', 'explain', 'recover', 'drill']
    const strange = typed.filter(
      ({ words: [command = '', first = '--'] }) =>
        TAKES_A_SCENARIO.includes(command) && !/^[-<…]/.test(first) && !names.includes(first),
    )

    expect(strange).toEqual([])
  })

  test('begin, where they are scripts of npm, with one that package.json has', () => {
    const named = documents.flatMap(file =>
      [...readFileSync(file, 'utf8').matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script),
    )

    expect(named.filter(script => !scripts[script])).toEqual([])
  })
})

describe('what the documents say', () => {
  test.each(documents)('every link of %s leads to a file, and to a heading of it, that is there', file => {
    const links = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)

    expect(links.filter(link => !/^https?:/.test(link) && !leadsSomewhere(file, link))).toEqual([])
  })

  test('the picture of the tree shows every folder there is, and no other', () => {
    const picture = /## How it is made\n\n```\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
    const shown = [...picture.matchAll(/^(\w+)\//gm)].map(([, name]) => name)
    const made = readFileSync('.gitignore', 'utf8')
      .split('\n')
      .map(line => line.replace(/\/$/, ''))
    const folders = readdirSync('.').filter(
      name => !name.startsWith('.') && !made.includes(name) && statSync(name).isDirectory(),
    )

    expect([...shown].sort()).toEqual(folders.sort())
  })

  test('the table of exit codes is the one that the command line uses', () => {
    for (const ending of endings) {
      const row = readme.split('\n').find(line => new RegExp(`^\\| *${exitCodeOf(ending)} *\\|`).test(line)) ?? ''
      expect(row).toContain(`\`${ending}\``)
    }
  })

  test('so are the codes that stand for no ending', () => {
    for (const [code, says] of [
      [FAILED, 'Muster itself failed'],
      [NO_ANSWER, 'nobody answered'],
    ] as const)
      expect(readme).toMatch(new RegExp(`^\\| *${code} *\\| *\\| *${says}`, 'm'))
  })

  test('the glossary knows every ending', () => {
    const glossary = readFileSync('docs/glossary.md', 'utf8')

    expect(endings.filter(ending => !new RegExp(`^\\| *\`${ending}\` *\\|`, 'm').test(glossary))).toEqual([])
  })
})

describe('what getting started says a drill costs', () => {
  const table = readFileSync('docs/getting-started.md', 'utf8')
  const rows = [...table.matchAll(/^\| ([\w-]+) +\| +\$(\d\.\d\d) \|/gm)].map(
    ([, name = '', cost]) => [name, Number(cost)] as const,
  )

  test('it says of every scenario', () => {
    expect(rows.map(([name]) => name)).toEqual(scenarios.map(({ name }) => name))
  })

  // A cent of room: other changes of a runbook move the time that a second cluster stands.
  test.each(rows)('%s: about $%d, as its rehearsal counts', async (scenario, cost) => {
    const { outcome } = await rehearsed({ scenario, mode: 'drill', seed: 'muster' })
    expect(Math.abs(outcome.cost.total - cost)).toBeLessThan(0.015)
  })
})

function leadsSomewhere(file: string, link: string): boolean {
  const [path = '', heading] = link.split('#')
  const target = path === '' ? file : join(dirname(file), path)
  if (!existsSync(target)) return false
  return heading === undefined || headingsOf(target).includes(heading)
}

/** As GitHub makes addresses of them. */
const headingsOf = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
