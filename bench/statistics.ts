// The few statistics that the tables use.

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

/** Three significant digits, with thousands marked: 0.412, 12.3, 1,480. */
export function rounded(value: number): string {
  return value.toLocaleString('en-US', {
    maximumSignificantDigits: value >= 100 ? undefined : 3,
    maximumFractionDigits: 0,
  })
}

/** How often `ours` goes into `theirs`: above 1 we are ahead. */
export function ratio(theirs: number, ours: number): string {
  return `${(theirs / ours).toFixed(1)} ×`
}
