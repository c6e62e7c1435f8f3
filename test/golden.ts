// Compares text with a file in test/golden; with UPDATE_GOLDEN=1 writes it instead, for human eyes to check.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from '@jest/globals'

export function expectGolden(file: string, text: string): void {
  const path = `test/golden/${file}`
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text)
  if (!existsSync(path))
    throw new Error(`${path} is not there: run the test with UPDATE_GOLDEN=1 and read what it writes`)
  expect(text).toBe(readFileSync(path, 'utf8'))
}
