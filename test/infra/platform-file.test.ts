// A wrong description of a platform is refused with every fault at once.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { readPlatform } from '../../infra/platform-file.ts'

const example = readFileSync('platforms/example.yaml', 'utf8')

function described(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'muster-platform-')), 'platform.yaml')
  writeFileSync(file, text)
  return file
}

test('the example is a platform', () => {
  expect(readPlatform(described(example))).toMatchObject({ project: 'wordpress', account: '111122223333' })
})

test('each fault names the field, what was given and what is allowed', () => {
  const wrong = example
    .replace('project: wordpress', 'project: WordPress')
    .replace('retainDays: 14', 'retainDays: 0')
    .replace('primary: us-east-1', 'primary: the east coast')
    .replace('account: "111122223333"', 'acount: "111122223333"')

  expect(() => readPlatform(described(wrong))).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(
        /project: given "WordPress", allowed is text like .*\n.*account: given nothing, allowed is string\n.*regions.primary: given "the east coast", allowed is an AWS region, such as us-east-1\n.*muster.retainDays: given 0, allowed is at least 1\n.*acount: not a field/,
      ),
    }),
  )
})

test('an empty file describes nothing', () => {
  expect(() => readPlatform(described(''))).toThrow('the file: given null, allowed is object')
})
