// Misfortunes of WordPress and of the Kubernetes API below it, each met once by a run.
import { describe, expect, jest, test } from '@jest/globals'
import { meets } from './meets.ts'

// A rehearsal takes a second or less of a processor; where others work beside the tests it may wait for one.
jest.setTimeout(60_000)

describe('The application', () => {
  test('whose secret is not copied any more is found out before anything hangs on it', async () => {
    await meets(['secret-sync-never'], {
      ends: 'RolledBack',
      because: ['The copy works: Not within 300 s. Last seen: wordpress-database was asked at'],
    })
  })

  test('whose pods crash on the restored cluster is held for a person', async () => {
    await meets(['pod-crash-loop'], {
      ends: 'Held',
      site: 'down',
      because: ['WordPress is rolled out (TooLate)', '0 of 3 updated replicas are available (CrashLoopBackOff)'],
      undone: [],
    })
  })

  test('whose pods crash goes back by itself when the request says so, with what was accepted exported', async () => {
    const { outcome } = await meets(
      ['pod-crash-loop'],
      { ends: 'RolledBack', because: ['CrashLoopBackOff', 'Undone: Stop WordPress on the restored cluster'] },
      { input: { onFailingHealth: 'rollback' } },
    )
    expect(outcome.visitors.exportedWrites).toBe(outcome.visitors.lostWrites)
  })

  test('whose pods never leave is not cut over under them', async () => {
    const stays = { ends: 'RolledBack', because: ['Not within 900 s. Last seen: 3 pods left: wordpress-'] } as const
    await meets(['pods-never-leave'], stays)
    await meets(['pods-never-leave'], stays, { input: { contain: 'now' } })
  })
})

describe('The Kubernetes API', () => {
  test('that throttles, or loses an answer, delays and changes nothing', async () => {
    await meets(['kubernetes-throttled'], { ends: 'Recovered' })
    for (const lost of ['patch deployments/scale', 'patch externalsecrets', 'patch cronjobs'])
      await meets([`kubernetes-response-lost@${lost}`], { ends: 'Recovered' })
  })

  test('that denies one request says which, to whom, and everything goes back', async () => {
    await meets(['kubernetes-denied@patch deployments/scale'], {
      ends: 'RolledBack',
      because: ['Stop WordPress (PermissionDenied): quiesce-wordpress: KubernetesForbidden: patch deployments/scale'],
      denied: [expect.stringContaining('kubernetes patch deployments/scale by') as unknown as string],
    })
  })

  test('that is away for five minutes before the cutover: the run goes back', async () => {
    await meets(['kubernetes-outage@quiet'], { ends: 'RolledBack', because: ['Stop WordPress (Unavailable)'] })
  })

  test('that is away for five minutes in the cutover is waited for: WordPress must not stay down', async () => {
    await meets(['kubernetes-outage@resumed'], { ends: 'Recovered' })
  })
})
