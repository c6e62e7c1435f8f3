// Identifiers as AWS makes them, drawn from the seed.
import type { Chance } from '../chance.ts'

type Name = readonly (string | number)[]

export function uuid(chance: Chance, ...name: Name): string {
  const digits = chance.hex(32, 'uuid', ...name)
  const variant = '89ab'[Number.parseInt(digits[16] ?? '0', 16) % 4]
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
  ]
  return [...parts, digits.slice(20)].join('-')
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export function letters(chance: Chance, length: number, ...name: Name): string {
  const draw = (index: number) => alphabet[Math.floor(chance.of('letters', ...name, index) * alphabet.length)] ?? 'A'
  return Array.from({ length }, (_, index) => draw(index)).join('')
}
