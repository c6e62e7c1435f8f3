// Calls that go side by side, and are all over before anything is said of them.

/**
 * The first error in the order given, once nothing is under way any more: a function that ended with the others in
 * flight would be frozen, and they would happen when nobody expects it.
 */
export async function allOf<Works extends readonly Promise<unknown>[]>(
  ...works: Works
): Promise<{ -readonly [K in keyof Works]: Awaited<Works[K]> }> {
  const settled = await Promise.allSettled(works)
  const failed = settled.find(each => each.status === 'rejected')
  if (failed) throw failed.reason
  return settled.map(each => (each as PromiseFulfilledResult<unknown>).value) as never
}
