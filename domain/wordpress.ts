// What WordPress keeps in its database: tables, times, relations and options that prove a site is whole.

/** Without their prefix. A site cannot run without any of them. */
export const essentialTables = ['posts', 'postmeta', 'comments', 'users', 'usermeta', 'options'] as const

/** Tables that a default installation has too (WordPress developer resources, "Database description"). */
export const usualTables = ['commentmeta', 'links', 'terms', 'termmeta', 'term_taxonomy', 'term_relationships'] as const

/** A site without a single row in one of these is not the site that was lost. */
export const populatedTables = ['posts', 'users', 'options'] as const

/** Columns that say in UTC when something was written. */
export const writeTimes = [
  { table: 'posts', column: 'post_modified_gmt', what: 'posts' },
  { table: 'comments', column: 'comment_date_gmt', what: 'comments' },
  { table: 'users', column: 'user_registered', what: 'users' },
] as const

/** `from.column` names a row of `to` by its `key`. */
export const relations = [
  { name: 'post metadata belongs to posts', from: 'postmeta', column: 'post_id', to: 'posts', key: 'ID' },
  { name: 'comments belong to posts', from: 'comments', column: 'comment_post_ID', to: 'posts', key: 'ID' },
  { name: 'user metadata belongs to users', from: 'usermeta', column: 'user_id', to: 'users', key: 'ID' },
  {
    name: 'term relationships name terms',
    from: 'term_relationships',
    column: 'term_taxonomy_id',
    to: 'term_taxonomy',
    key: 'term_taxonomy_id',
  },
] as const

export const requiredOptions = ['siteurl', 'home', 'blogname', 'active_plugins', 'template'] as const

interface Skipped {
  /** Table without its prefix. */
  readonly table: string
  /** Holds for the rows that are compared. */
  readonly keep: string
  readonly note: string
}

/** Rows that WordPress makes anew by itself: worth nothing to anybody after a restore. */
export const ephemeral: readonly Skipped[] = [
  {
    table: 'options',
    keep: String.raw`option_name NOT LIKE '\_transient\_%' AND option_name NOT LIKE '\_site\_transient\_%' AND option_name <> 'cron'`,
    note: 'transients and the cron list in options are not compared: WordPress makes them anew',
  },
  {
    table: 'usermeta',
    keep: "(meta_key IS NULL OR meta_key <> 'session_tokens')",
    note: 'login sessions in usermeta are not compared: people log in again',
  },
]
