// Does a page show WordPress at work? Status, a text from the database, and none of its own error pages.

export interface PageSeen {
  readonly status: number
  readonly text: string
  /** Where it points, when the answer was a redirect that was not followed. */
  readonly redirectsTo: string | null
}

export interface Verdict {
  /** What held, in words. */
  readonly checked: readonly string[]
  /** What did not; healthy when empty. */
  readonly faults: readonly string[]
}

/** Pages that WordPress itself shows instead of content. Texts of wp-includes (`dead_db`, fatal error handler, maintenance) and `wp-admin/install.php`. */
const ERROR_PAGES: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  {
    what: "WordPress's database error page",
    pattern: /error establishing a database connection|database tables are unavailable|<title>\s*database error/i,
  },
  { what: "WordPress's critical error page", pattern: /there has been a critical error on this website/i },
  { what: 'the maintenance page', pattern: /briefly unavailable for scheduled maintenance/i },
  {
    what: "WordPress's installer",
    pattern: /<title>\s*wordpress\s*(&rsaquo;|›)\s*(installation|setup configuration file)/i,
  },
]

/** @param contains a text that the page must show, rendered from the database */
export function judgePage({ status, text, redirectsTo }: PageSeen, contains: string): Verdict {
  const checks: readonly (readonly [boolean, string, string])[] = [
    [status === 200, 'answers 200', `answers ${status} instead of 200`],
    [
      !isInstaller(redirectsTo),
      'does not redirect to the installer',
      `redirects to ${redirectsTo}: WordPress finds no tables in its database`,
    ],
    ...(redirectsTo !== null && !isInstaller(redirectsTo)
      ? [[false, '', `redirects to ${redirectsTo}, which was not followed`] as const]
      : []),
    ...ERROR_PAGES.map(({ what, pattern }) => [!pattern.test(text), `is not ${what}`, `shows ${what}`] as const),
    [text.includes(contains), `contains "${contains}"`, `does not contain "${contains}"`],
  ]
  return {
    checked: checks.filter(([held]) => held).map(([, good]) => good),
    faults: checks.filter(([held]) => !held).map(([, , bad]) => bad),
  }
}

/** With its tables missing, WordPress sends every visitor to `wp-admin/install.php`. */
export const isInstaller = (location: string | null): boolean =>
  location !== null && /\/wp-admin\/(install|setup-config)\.php/.test(location)
