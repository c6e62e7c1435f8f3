// Spelling of names from one convention to another.

export const kebabToCamel = (text: string): string =>
  text.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
