// A bundle is what Lambda loads: whole, the same wherever it is made, and loud when it is deployed wrongly.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { bundleVerb } from '../../infra/bundle.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'muster-bundle-'))

test('a bundle has everything it imports, and a function that lacks a setting says which', async () => {
  const { file, folder: made, bytes } = await bundleVerb('decide', folder())
  const script = `
    const { handler, run } = await import(${JSON.stringify(file)})
    const failure = await handler({}, {}).catch(error => error)
    console.log(JSON.stringify([run.contract.name, failure.message]))`
  // Elsewhere, so that nothing can be found in our node_modules.
  const answer = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: made,
    env: { AWS_REGION: 'us-east-1' },
  })

  expect(JSON.parse(String(answer))).toEqual([
    'decide',
    'the environment variable ACCOUNT_ID is not set on this function',
  ])
  expect(readdirSync(made).sort()).toEqual(['index.mjs', 'index.mjs.map'])
  // Lambda takes 50 MB, but every kilobyte is read on a cold start.
  expect(bytes).toBeLessThan(1_000_000)
})

test('the same sources give the same bytes in another folder, so that only a change is deployed', async () => {
  const [one, other] = [await bundleVerb('check-request', folder()), await bundleVerb('check-request', folder())]

  for (const name of readdirSync(one.folder)) {
    expect(readFileSync(join(one.folder, name)).equals(readFileSync(join(other.folder, name)))).toBe(true)
  }
})

test('names of errors survive minifying: a machine catches them by name', async () => {
  const { file } = await bundleVerb('acquire-lock', folder())
  const script = `
    const { run } = await import(${JSON.stringify(file)})
    const failure = await run.run('no envelope', {}).catch(error => error)
    console.log(JSON.stringify([failure.name, failure.constructor.name]))`
  const answer = execFileSync(process.execPath, ['--input-type=module', '-e', script])

  expect(JSON.parse(String(answer))).toEqual(['ContractBroken', 'ContractBroken'])
})

test('a verb that is not there is not bundled', async () => {
  await expect(bundleVerb('no-such-verb', folder())).rejects.toThrow('no-such-verb')
})
