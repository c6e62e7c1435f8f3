// The real kubectl, where it is installed, finds its way in the simulated cluster and judges rollouts as we do.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { HttpRequest } from '@smithy/protocol-http'
import { resources, rolloutState } from '../../lambdas/gateways/kubernetes.ts'
import { administrator, healthy, minutes, pass, type Setting, site } from './kubernetes-platform.ts'

const installed = spawnSync('kubectl', ['version', '--client']).status === 0
if (!installed) process.stdout.write('kubectl is not installed: its check of the simulated cluster is left out\n')
const whereInstalled = installed ? describe : describe.skip

whereInstalled('kubectl', () => {
  const home = mkdtempSync(join(tmpdir(), 'kubectl-'))
  let setup: Setting
  let server: Server

  beforeAll(async () => {
    setup = await healthy('kubectl')
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const headers = {
        'content-type': request.headers['content-type'] ?? '',
        authorization: `Bearer ${administrator}`,
      }
      const { method = '', url = '' } = request
      const answer = await setup.cluster.handle(
        new HttpRequest({ method, path: url, headers, body: Buffer.concat(chunks) }),
      )
      response.writeHead(answer.response.statusCode, answer.response.headers)
      const { body } = answer.response
      if (!(body instanceof Readable)) return void response.end(body)
      response.flushHeaders()
      // kubectl hangs up when it has seen enough.
      pipeline(body, response, () => undefined)
    })
    await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  })

  afterAll(() => {
    server.close()
    rmSync(home, { recursive: true })
  })

  const kubectl = (...words: string[]) =>
    new Promise<{ code: number | null; text: string }>(resolve => {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const common = ['--server', address, '--cache-dir', home, '--namespace', 'wordpress']
      const process_ = spawn('kubectl', [...common, ...words], { env: { PATH: process.env.PATH, HOME: home } })
      let text = ''
      for (const stream of [process_.stdout, process_.stderr]) stream.on('data', chunk => (text += chunk))
      process_.on('close', code => resolve({ code, text }))
    })

  test('reads, scales, annotates and patches, and is refused as by a real server', async () => {
    expect((await kubectl('get', 'deploy,po,hpa,cj,es')).text).toContain(
      'externalsecret.external-secrets.io/wordpress-database',
    )
    expect((await kubectl('scale', 'deployment/wordpress', '--replicas=4')).text).toContain('scaled')
    expect((await kubectl('annotate', 'es/wordpress-database', 'force-sync=1')).text).toContain('annotated')
    const strategic = await kubectl('patch', 'es/wordpress-database', '--type=strategic', '-p', '{"spec":{"data":[]}}')
    expect([strategic.code, strategic.text]).toEqual([
      1,
      expect.stringContaining('is not supported by external-secrets.io/v1'),
    ])
    const selector = '[{"op":"replace","path":"/spec/selector/matchLabels","value":{"a":"b"}}]'
    const immutable = await kubectl('patch', 'deployment/wordpress', '--type=json', '-p', selector)
    expect([immutable.code, immutable.text]).toEqual([1, expect.stringContaining('field is immutable')])
    await pass(setup, minutes(5))
  }, 30_000)

  test('sees a rollout begin and end when the gateway does', async () => {
    const seen = new Set<string>()
    expect((await kubectl('rollout', 'restart', 'deployment/wordpress')).text).toContain('restarted')
    for (let look = 0; look < 14; look++) {
      const { text } = await kubectl('rollout', 'status', 'deployment/wordpress', '--watch=false')
      const found = await setup.settle(setup.gateway.get(resources.deployment, site))
      const ours = found && rolloutState(found).status
      expect(text.includes('successfully rolled out')).toBe(ours === 'complete')
      seen.add(ours ?? 'absent')
      await pass(setup, 20_000)
    }
    expect([...seen]).toEqual(['progressing', 'complete'])
  }, 30_000)

  test('calls a rollout failed when the gateway does', async () => {
    setup.lifecycle.override({
      transition: 'eks.pod.starting',
      resource: 'wordpress/wordpress-',
      outcome: 'crash-loop',
    })
    await kubectl('set', 'env', 'deployment/wordpress', 'BROKEN=1')
    await pass(setup, minutes(12))
    const { code, text } = await kubectl('rollout', 'status', 'deployment/wordpress', '--watch=false')
    expect([code, text]).toEqual([1, expect.stringContaining('exceeded its progress deadline')])
    const found = await setup.settle(setup.gateway.get(resources.deployment, site))
    expect(found && rolloutState(found).status).toBe('failed')
  }, 30_000)
})
