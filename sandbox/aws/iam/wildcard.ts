// The two wildcards of policies, `*` and `?`, in actions, ARNs and condition values.

const patterns = new Map<string, RegExp>()

export function matches(pattern: string, value: string, caseSensitive = true): boolean {
  if (pattern === '*' || pattern === value) return true
  if (!/[*?]/.test(pattern)) return !caseSensitive && pattern.toLowerCase() === value.toLowerCase()
  const key = `${caseSensitive ? '' : 'i'} ${pattern}`
  let expression = patterns.get(key)
  if (!expression) {
    const source = pattern
      .replaceAll(/[^*?]+/g, part => part.replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&'))
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
    expression = new RegExp(`^${source}$`, caseSensitive ? 's' : 'is')
    patterns.set(key, expression)
  }
  return expression.test(value)
}

/** Part by part: a wildcard of one of the first five parts does not reach across a colon (IAM user guide, Resource element). */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true
  const [wanted, given] = [parts(pattern), parts(arn)]
  return wanted.length === 6 && given.length === 6 && wanted.every((each, index) => matches(each, given[index]!))
}

/** The part of an ARN that names its account; empty for those of S3. */
export function accountOf(arn: string): string {
  return parts(arn)[4] ?? ''
}

function parts(arn: string): string[] {
  const [partition = '', ...rest] = arn.split(':')
  return rest.length < 5 ? [arn] : [partition, ...rest.slice(0, 4), rest.slice(4).join(':')]
}
