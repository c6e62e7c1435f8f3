// What the other imitation calls the resources that the sandbox has made: each chooses its own ids.

type Answer = unknown

/** Ids that AWS chooses, wherever they stand in a text: of disks, files, networks; and of hosted zones. A token that ends like one is none. */
const IDS = /(?<![\w-])(?:(?:fs|fsmt|fsap|vol|snap|subnet|vpc|sg)-[0-9a-f]{8,17}|Z[0-9A-Z]{10,})\b/g

export class Names {
  readonly #theirs = new Map<string, string>()

  /** The first name stays: what was made under it is asked for by it. */
  say(ours: string | undefined, theirs: string | undefined): void {
    if (ours !== undefined && theirs !== undefined && !this.#theirs.has(ours)) this.#theirs.set(ours, theirs)
  }

  /** Two answers to one request: what stands in the same place means the same. Of longer lists the order may differ. */
  learn(ours: Answer, theirs: Answer): void {
    if (typeof ours === 'string' && typeof theirs === 'string') {
      if (isId(ours) && isId(theirs)) this.say(ours, theirs)
    } else if (Array.isArray(ours) && Array.isArray(theirs)) {
      if (ours.length === 1 && theirs.length === 1) this.learn(ours[0], theirs[0])
    } else if (isRecord(ours) && isRecord(theirs))
      for (const [name, value] of Object.entries(ours)) this.learn(value, theirs[name])
  }

  /** The same value, with every id that is known in their words. */
  inTheirs<Value>(value: Value): Value {
    return this.#translated(value) as Value
  }

  #translated(value: unknown): unknown {
    if (typeof value === 'string') return value.replaceAll(IDS, id => this.#theirs.get(id) ?? id)
    if (Array.isArray(value)) return value.map(each => this.#translated(each))
    if (!isRecord(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.#translated(each)]))
  }
}

const isId = (text: string): boolean => text.match(IDS)?.[0] === text

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
