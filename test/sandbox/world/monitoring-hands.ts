// What an operator looks at and does by hand when monitoring data is lost: queries, stopping, and the swap of disks.
import { expect } from '@jest/globals'
import { persistentVolumeClaims, pods, volumeAttachments } from '../../../sandbox/kubernetes/kinds.ts'
import {
  claimPath,
  deploymentPath,
  grafana,
  type Hands,
  merge,
  namespace,
  newClaim,
  newVolume,
  prometheus,
  resourcePath,
  stores,
  volumePath,
} from './monitoring-stage.ts'

const proxied = (service: string, port: number, path: string) =>
  `/api/v1/namespaces/${namespace}/services/${service}:${port}/proxy${path}`
export const toPrometheus = (path: string) => proxied(prometheus.service, prometheus.port, path)
export const toGrafana = (path: string) => proxied(grafana.service, grafana.port, path)
export const query = (text: string) => toPrometheus(`/api/v1/query?query=${encodeURIComponent(text)}`)

export const podOf = ({ world }: Hands, which: 'prometheus' | 'grafana') =>
  world.kubernetes.store
    .list(pods, namespace)
    .find(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === which)
export const isServing = (hands: Hands, which: 'prometheus' | 'grafana') => {
  const { service } = which === 'prometheus' ? prometheus : grafana
  return hands.world.kubernetes.endpoints(namespace, service).length > 0
}
export const claimOf = ({ world }: Hands, which: 'prometheus' | 'grafana') =>
  world.kubernetes.store.get(persistentVolumeClaims, namespace, stores[which].claim)
export const attachmentOf = (hands: Hands, volume: string) =>
  attachments(hands).find(({ spec }) => spec.source.persistentVolumeName === volume)

export const retain = { spec: { persistentVolumeReclaimPolicy: 'Retain' } }
const argo = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/observability'
export const pauseArgo = ({ ask }: Hands) => ask('PATCH', argo, { spec: { syncPolicy: { automated: null } } }, merge)
export const attachments = ({ world }: Hands) => world.kubernetes.store.list(volumeAttachments)

export async function stop(hands: Hands, which: 'prometheus' | 'grafana'): Promise<void> {
  const path = which === 'prometheus' ? resourcePath : deploymentPath
  await pauseArgo(hands)
  await hands.ask('PATCH', path, { spec: { replicas: 0 } }, merge)
  await hands.until(() => podOf(hands, which) === undefined)
  await hands.until(
    () => !attachments(hands).some(({ spec }) => spec.source.persistentVolumeName === stores[which].volume),
  )
}

/** The right order: Retain, stop, delete the claim, make volume and claim anew, start. */
export async function swap(
  hands: Hands,
  which: 'prometheus' | 'grafana',
  handle: string,
  more: object = {},
): Promise<void> {
  await hands.ask(
    'PATCH',
    `${volumePath}/${stores[which].volume}`,
    { spec: { persistentVolumeReclaimPolicy: 'Retain' } },
    merge,
  )
  await stop(hands, which)
  await hands.ask('DELETE', `${claimPath}/${stores[which].claim}`)
  await hands.until(
    () => hands.world.kubernetes.store.get(persistentVolumeClaims, namespace, stores[which].claim) === undefined,
  )
  expect((await hands.ask('POST', volumePath, newVolume(which, handle, more))).status).toBe(201)
  expect((await hands.ask('POST', claimPath, newClaim(which))).status).toBe(201)
  await hands.until(
    () =>
      hands.world.kubernetes.store.get(persistentVolumeClaims, namespace, stores[which].claim)?.status?.phase ===
      'Bound',
  )
  await hands.ask('PATCH', which === 'prometheus' ? resourcePath : deploymentPath, { spec: { replicas: 1 } }, merge)
}

export const figure = (answer: { body: { data: { result: { value: [number, string] }[] } } }) =>
  Number(answer.body.data.result[0]?.value[1])
