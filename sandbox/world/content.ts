// What the site holds on the day before: WordPress tables with posts, comments, users and options, as SQL.
import type { Chance } from '../chance.ts'

export interface Site {
  readonly prefix: string
  readonly url: string
  readonly posts: number
  readonly users: number
}

const TOPICS = [
  'harbour',
  'orchard',
  'railway',
  'lighthouse',
  'market',
  'bakery',
  'museum',
  'river',
  'library',
  'theatre',
]

export const postContent = (id: number): string =>
  `Post ${id}: a walk to the ${TOPICS[id % TOPICS.length]}, and what was seen there.`

/** Statements that make the schema; types and keys as WordPress has them, as far as anything here reads them. */
export function schemaStatements({ prefix }: Pick<Site, 'prefix'>): readonly string[] {
  const table = (name: string, columns: string) => `CREATE TABLE \`${prefix}${name}\` (${columns})`
  const id = (name: string) => `\`${name}\` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY`
  return [
    table(
      'posts',
      `${id('ID')}, \`post_author\` BIGINT UNSIGNED NOT NULL, \`post_date_gmt\` DATETIME NOT NULL, \`post_modified_gmt\` DATETIME NOT NULL, \`post_title\` TEXT NOT NULL, \`post_content\` LONGTEXT NOT NULL, \`post_status\` VARCHAR(20) NOT NULL, \`post_type\` VARCHAR(20) NOT NULL`,
    ),
    table(
      'postmeta',
      `${id('meta_id')}, \`post_id\` BIGINT UNSIGNED NOT NULL, \`meta_key\` VARCHAR(255), \`meta_value\` LONGTEXT`,
    ),
    table(
      'comments',
      `${id('comment_ID')}, \`comment_post_ID\` BIGINT UNSIGNED NOT NULL, \`comment_author\` TINYTEXT NOT NULL, \`comment_date_gmt\` DATETIME NOT NULL, \`comment_content\` TEXT NOT NULL, \`comment_approved\` VARCHAR(20) NOT NULL`,
    ),
    table(
      'commentmeta',
      `${id('meta_id')}, \`comment_id\` BIGINT UNSIGNED NOT NULL, \`meta_key\` VARCHAR(255), \`meta_value\` LONGTEXT`,
    ),
    table(
      'users',
      `${id('ID')}, \`user_login\` VARCHAR(60) NOT NULL, \`user_email\` VARCHAR(100) NOT NULL, \`user_registered\` DATETIME NOT NULL`,
    ),
    table(
      'usermeta',
      `${id('umeta_id')}, \`user_id\` BIGINT UNSIGNED NOT NULL, \`meta_key\` VARCHAR(255), \`meta_value\` LONGTEXT`,
    ),
    table(
      'options',
      `${id('option_id')}, \`option_name\` VARCHAR(191) NOT NULL UNIQUE, \`option_value\` LONGTEXT NOT NULL, \`autoload\` VARCHAR(20) NOT NULL`,
    ),
    table('terms', `${id('term_id')}, \`name\` VARCHAR(200) NOT NULL, \`slug\` VARCHAR(200) NOT NULL`),
    table(
      'term_taxonomy',
      `${id('term_taxonomy_id')}, \`term_id\` BIGINT UNSIGNED NOT NULL, \`taxonomy\` VARCHAR(32) NOT NULL, \`count\` BIGINT NOT NULL`,
    ),
    table(
      'term_relationships',
      '`object_id` BIGINT UNSIGNED NOT NULL, `term_taxonomy_id` BIGINT UNSIGNED NOT NULL, PRIMARY KEY (`object_id`, `term_taxonomy_id`)',
    ),
    table('links', `${id('link_id')}, \`link_url\` VARCHAR(255) NOT NULL`),
  ]
}

/** Statements that fill it, a few rows each. */
export function contentStatements(site: Site, chance: Chance): readonly string[] {
  const { prefix, url, posts, users } = site
  const day = (index: number) =>
    `2029-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')} 10:00:00`
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
  const rows = (table: string, columns: string, values: readonly string[]) =>
    `INSERT INTO \`${prefix}${table}\` (${columns}) VALUES ${values.join(', ')}`
  const options: Readonly<Record<string, string>> = {
    siteurl: url,
    home: url,
    blogname: 'The Harbour Gazette',
    template: 'harbour',
    stylesheet: 'harbour',
    active_plugins: 'a:1:{i:0;s:19:"akismet/akismet.php";}',
    db_version: '58975',
  }
  const post = (id: number) =>
    `(${id}, ${1 + (id % users)}, '${day(id)}', '${day(id)}', 'Post ${id}', '${postContent(id)}', 'publish', 'post')`
  const comment = (id: number) =>
    `(${id}, ${1 + Math.floor(chance.of('comment', id) * posts)}, 'reader${id % 97}', '${day(id)}', 'old comment ${id}', '1')`
  return [
    rows(
      'options',
      '`option_name`, `option_value`, `autoload`',
      Object.entries(options).map(([name, value]) => `('${name}', '${value}', 'yes')`),
    ),
    rows(
      'users',
      '`ID`, `user_login`, `user_email`, `user_registered`',
      numbers(users).map(id => `(${id}, 'author${id}', 'author${id}@example.com', '${day(id)}')`),
    ),
    rows(
      'usermeta',
      '`user_id`, `meta_key`, `meta_value`',
      numbers(users).map(id => `(${id}, 'nickname', 'author${id}')`),
    ),
    rows(
      'posts',
      '`ID`, `post_author`, `post_date_gmt`, `post_modified_gmt`, `post_title`, `post_content`, `post_status`, `post_type`',
      numbers(posts).map(post),
    ),
    rows(
      'postmeta',
      '`post_id`, `meta_key`, `meta_value`',
      numbers(posts).map(id => `(${id}, '_edit_last', '${1 + (id % users)}')`),
    ),
    rows(
      'comments',
      '`comment_ID`, `comment_post_ID`, `comment_author`, `comment_date_gmt`, `comment_content`, `comment_approved`',
      numbers(posts * 3).map(comment),
    ),
    rows(
      'terms',
      '`term_id`, `name`, `slug`',
      TOPICS.map((name, index) => `(${index + 1}, '${name}', '${name}')`),
    ),
    rows(
      'term_taxonomy',
      '`term_taxonomy_id`, `term_id`, `taxonomy`, `count`',
      TOPICS.map((_, index) => `(${index + 1}, ${index + 1}, 'category', ${posts / TOPICS.length})`),
    ),
    rows(
      'term_relationships',
      '`object_id`, `term_taxonomy_id`',
      numbers(posts).map(id => `(${id}, ${1 + (id % TOPICS.length)})`),
    ),
  ]
}

/** The disaster: a migration gone wrong spoils posts, deletes comments and breaks an option. Real SQL, really run. */
export const damageStatements = (prefix: string): readonly string[] => [
  `UPDATE \`${prefix}posts\` SET \`post_content\` = CONCAT('%%BROKEN%% ', \`post_content\`) WHERE \`ID\` % 2 = 0`,
  `DELETE FROM \`${prefix}comments\` WHERE \`comment_ID\` % 7 = 0`,
  `UPDATE \`${prefix}options\` SET \`option_value\` = '%%BROKEN%%' WHERE \`option_name\` = 'blogname'`,
]

/** The check of the damage that a request may carry. */
export const damageCheck = (prefix: string): string =>
  `SELECT COUNT(*) FROM ${prefix}posts WHERE post_content LIKE '%BROKEN%'`
