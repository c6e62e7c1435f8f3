// Quantities of storage, such as `10Gi`, in bytes.
import { badRequest } from './status.ts'

const suffixes: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
}

/** Refuses text that is not a quantity of bytes with 400. */
export function bytes(quantity: string | number): number {
  const [, digits, suffix] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(String(quantity)) ?? []
  const factor = suffixes[suffix ?? '']
  if (digits === undefined || factor === undefined)
    throw badRequest(`quantities must match the regular expression: "${quantity}"`)
  return Number(digits) * factor
}
