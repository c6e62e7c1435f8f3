// Reads a platform's description from a file; one error says everything that is wrong with it.
import { readFileSync } from 'node:fs'
import type { Platform } from '../domain/platform.ts'
import { parsePlatform, platformFaultText } from '../domain/platform-file.ts'

/** The file cannot be read or does not describe a platform. The message is for the person who wrote it. */
export class PlatformFileError extends Error {
  override readonly name = 'PlatformFileError'
}

/** @throws PlatformFileError that lists every fault with its line, field, what was given and what is allowed. */
export function readPlatformFile(file: string): Platform {
  const read = parsePlatform(textOf(file))
  if ('platform' in read) return read.platform
  const faults = read.faults.map(fault => `  ${platformFaultText(fault)}`)
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`
  throw new PlatformFileError(
    `${file} does not describe a platform (${count}):\n${faults.join('\n')}\n  platforms/example.yaml shows a whole one.`,
  )
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as { code?: string }).code ?? String(error)
    const why = code === 'ENOENT' ? 'there is no such file' : code
    throw new PlatformFileError(
      `${file} cannot be read: ${why}. Give the path of a YAML file such as platforms/example.yaml.`,
    )
  }
}
