// Loads the handlers of all verbs, from the sources or from their bundles: real input and output, before time begins.
import { pathToFileURL } from 'node:url'
import type { Handler } from './lambda.ts'

const loaded = new Map<string, Promise<Handler>>()

/** @param bundles folder of esbuild bundles, `<verb>/index.mjs`; the sources when absent */
export async function loadHandlers(verbs: readonly string[], bundles?: string): Promise<ReadonlyMap<string, Handler>> {
  const entries = verbs.map(async (verb): Promise<[string, Handler]> => [verb, await load(addressOf(verb, bundles))])
  return new Map(await Promise.all(entries))
}

const addressOf = (verb: string, bundles?: string): string =>
  bundles === undefined
    ? new URL(`../lambdas/${verb}/handler.ts`, import.meta.url).href
    : pathToFileURL(`${bundles}/${verb}/index.mjs`).href

function load(address: string): Promise<Handler> {
  const known = loaded.get(address) ?? import(address).then((module: { handler: Handler }) => module.handler)
  loaded.set(address, known)
  return known
}
