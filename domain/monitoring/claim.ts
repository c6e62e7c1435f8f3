// What keeps a claim from being deleted, and so from being moved: in words, and with what to do about it.

const REASONS: Readonly<Record<string, string>> = {
  'kubernetes.io/pvc-protection': 'a pod still uses it',
  'snapshot.storage.kubernetes.io/pvc-as-source-protection':
    'a VolumeSnapshot is being taken of it: wait until it is ready to use, or delete it',
}

/** @param finalizers as they stand on the claim; each is taken off by whoever set it */
export const holdersText = (finalizers: readonly string[]): string =>
  finalizers.length === 0
    ? 'nothing holds it any more'
    : `it is held by ${finalizers.map(each => `${each} (${REASONS[each] ?? 'whoever set it must take it off'})`).join(' and ')}`
