// Scalars as text: numbers, booleans, blobs and the three ways in which AWS writes a time.
import type { Shape, TimestampFormat } from './shape.ts'

/** The request does not hold what its schema says; services answer `SerializationException` or the like. */
export class NotReadable extends Error {
  constructor(expected: string) {
    super(`${expected} was expected`)
    this.name = 'NotReadable'
  }
}

export function writeTime(time: Date, format: TimestampFormat): string | number {
  if (format === 'epoch-seconds') return time.getTime() / 1000
  return format === 'http-date' ? time.toUTCString() : time.toISOString().replace('.000Z', 'Z')
}

export function parseTime(value: string | number, format: TimestampFormat): Date {
  const seconds = format === 'epoch-seconds' ? Number(value) : Number.NaN
  const time = new Date(format === 'epoch-seconds' ? Math.round(seconds * 1000) : value)
  if (Number.isNaN(time.getTime())) throw new NotReadable('a timestamp')
  return time
}

/** From a header, a label, a query or a form. `format` is what the place prescribes where the schema does not. */
export function parseScalar(shape: Shape, value: string, format: TimestampFormat): unknown {
  switch (shape.kind) {
    case 'string':
      return value
    case 'boolean':
      if (!/^(true|false)$/i.test(value)) throw new NotReadable('true or false')
      return value.toLowerCase() === 'true'
    case 'number':
      if (value.trim() === '' || Number.isNaN(Number(value))) throw new NotReadable('a number')
      return Number(value)
    case 'timestamp':
      return parseTime(value, shape.format ?? format)
    case 'blob':
      return new Uint8Array(Buffer.from(value, 'base64'))
    default:
      throw new NotReadable(`a ${shape.kind}`)
  }
}

export function writeScalar(shape: Shape, value: unknown, format: TimestampFormat): string {
  if (shape.kind === 'timestamp') return String(writeTime(value as Date, shape.format ?? format))
  if (shape.kind === 'blob') return Buffer.from(value as Uint8Array).toString('base64')
  return String(value)
}
