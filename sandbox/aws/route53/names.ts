// DNS names as Route 53 writes them, and the order in which it lists them.

/** Small letters, a final dot, and every character but letters, digits, `-`, `_` and `.` as a backslash and three octal digits. */
export function normalName(name: string): string {
  const dotted = name.endsWith('.') ? name : `${name}.`
  return dotted.toLowerCase().replaceAll(/\\[0-7]{3}|[^a-z0-9._-]/g, each => {
    if (each.length === 4) return unescaped(each) ?? each
    return escaped(each)
  })
}

/** Letters may be written as codes too; then they are letters. */
function unescaped(code: string): string | undefined {
  const character = String.fromCharCode(Number.parseInt(code.slice(1), 8)).toLowerCase()
  return /[a-z0-9_-]/.test(character) ? character : undefined
}

function escaped(character: string): string {
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`
}

/** What is wrong with the name, in the words of InvalidChangeBatch; undefined when nothing is. */
export function problemOf(name: string): string | undefined {
  const labels = name.replace(/\.$/, '').split('.')
  const lengths = labels.map(label => label.replaceAll(/\\[0-7]{3}/g, '*').length)
  if (lengths.includes(0)) return `FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with '${name}'`
  if (lengths.some(length => length > 63))
    return `FATAL problem: DomainLabelTooLong (Domain label is too long) encountered with '${name}'`
  if (lengths.reduce((sum, length) => sum + length + 1, 0) > 255)
    return `FATAL problem: DomainNameTooLong (Domain name is too long) encountered with '${name}'`
  return undefined
}

/** Is `name` the zone's own or one below it? */
export function liesIn(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`)
}

/**
 * As Route 53 lists: labels reversed, `com.example.www.`, compared as text with the dots in it, so that a hyphen comes
 * before the end of a label (API reference, ListResourceRecordSets).
 */
export function compareNames(one: string, other: string): number {
  const [a, b] = [reversed(one), reversed(other)]
  return a < b ? -1 : a > b ? 1 : 0
}

function reversed(name: string): string {
  return `${name.split('.').filter(Boolean).reverse().join('.')}.`
}
