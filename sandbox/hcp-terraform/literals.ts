// Values of run variables: each is the text of an HCL literal, so a text without quotes is not a text.

export type Literal = string | number | boolean | null | readonly Literal[] | { readonly [key: string]: Literal }

/**
 * Literals whose HCL is also JSON; undefined for anything else, which Terraform would read as an expression and refuse
 * where none may stand, templates included. `$${` and `%%{` are what HCL writes for `${` and `%{`.
 */
export function literalOf(text: string): Literal | undefined {
  if (/(?<!\$)\$\{|(?<!%)%\{/.test(text)) return undefined
  try {
    return JSON.parse(text.replaceAll('$${', '${').replaceAll('%%{', '%{')) as Literal
  } catch {
    // Not JSON: an expression, or nothing that Terraform reads either.
    return undefined
  }
}
