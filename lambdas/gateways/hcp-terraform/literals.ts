// Values as HCL literals: what HCP Terraform wants of the variables of a run, which it reads as Terraform code.

export type Literal = string | number | boolean | null | readonly Literal[] | { readonly [key: string]: Literal }

/**
 * JSON is HCL but for templates, which begin with `${` or `%{` in every text, and for the escapes `\b` and `\f`.
 * Sources: HCL native syntax, "Template Expressions"; HCP Terraform API, "Create a Run".
 */
export function hclLiteral(value: Literal): string {
  return JSON.stringify(value)
    .replace(/\\\\|\\[bf]/g, found => SPELLED_OUT[found] ?? found)
    .replace(/[$%]\{/g, opening => opening[0] + opening)
}

const SPELLED_OUT: Readonly<Record<string, string>> = { '\\b': '\\u0008', '\\f': '\\u000c' }
