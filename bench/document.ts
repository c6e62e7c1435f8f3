// docs/benchmarks.md: the last published results, with the machine and the command that gave them.
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { type Section, textOf } from './section.ts'

const FILE = new URL('../docs/benchmarks.md', import.meta.url)
const PEER = new URL('../node_modules/aws-local-stepfunctions/package.json', import.meta.url)

export function writeDocument(sections: readonly Section[]): void {
  writeFileSync(FILE, documentOf(sections))
}

function documentOf(sections: readonly Section[]): string {
  const { version } = JSON.parse(readFileSync(PEER, 'utf8')) as { readonly version: string }
  const machine = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`
  const head = [
    '# Benchmarks',
    '',
    'Written by `npm run bench -- --write`; `npm run bench` prints the same tables without writing them, and',
    '`npm run bench -- --only engine,memory` only some. All figures of a table come from one run on one machine, so that',
    'its ratios hold even where its milliseconds do not.',
    '',
    `This run: ${machine}; peer: \`aws-local-stepfunctions\` ${version}.`,
    '',
  ]
  return [...head, ...sections.map(textOf)].join('\n')
}
