// The README does not lie: its commands run and exit as it says, its links lead somewhere, its exit codes are the real ones.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { exitCodeOf } from '../control/cli/exit-codes.ts'
import { endings } from '../domain/run.ts'

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

  test.each(runnable.map(({ line, exits }) => [line, exits] as const))(
    '%s exits with %i',
    (line, exits) => {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '' },
      })

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

describe('what the documents say', () => {
  const documents = [
    'README.md',
    'ARCHITECTURE.md',
    ...readdirSync('docs')
      .filter(file => file.endsWith('.md'))
      .map(file => join('docs', file)),
  ]

  test.each(documents)('every link of %s leads to a file that is there', file => {
    const links = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link)

    expect(links.filter(link => !/^https?:/.test(link) && !existsSync(join(dirname(file), link)))).toEqual([])
  })

  test('the picture of the tree shows every folder there is, and no other', () => {
    const picture = /## How it is made\n\n```\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
    const shown = [...picture.matchAll(/^(\w+)\//gm)].map(([, name]) => name)
    const made = readFileSync('.gitignore', 'utf8').split('\n')
    const folders = readdirSync('.').filter(
      name => !name.startsWith('.') && !made.includes(`${name}/`) && statSync(name).isDirectory(),
    )

    expect([...shown].sort()).toEqual(folders.sort())
  })

  test('the table of exit codes is the one that the command line uses', () => {
    for (const ending of endings) {
      const row = readme.split('\n').find(line => new RegExp(`^\\| *${exitCodeOf(ending)} *\\|`).test(line)) ?? ''
      expect(row).toContain(`\`${ending}\``)
    }
  })

  test('the glossary knows every ending', () => {
    const glossary = readFileSync('docs/glossary.md', 'utf8')

    expect(endings.filter(ending => !new RegExp(`^\\| *\`${ending}\` *\\|`, 'm').test(glossary))).toEqual([])
  })
})
