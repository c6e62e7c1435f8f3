// The copy of the application's secret in Kubernetes, made by External Secrets.
import type { Platform } from '../../../domain/platform.ts'
import type { CopyRule } from '../../../domain/secret-copy.ts'
import { type ExternalSecret, type KubernetesGateway, resources } from '../kubernetes.ts'

export interface SecretCopy {
  /** The condition `Ready`, and what it says when it is not true. */
  readonly ready: boolean
  readonly message: string
  /** Name of the Secret it writes. */
  readonly target: string
  readonly rule: CopyRule
  /** RFC 3339, to the second. */
  readonly refreshTime: string | null
  readonly annotations: Readonly<Record<string, string>>
}

export function secretCopy(
  kubernetes: KubernetesGateway,
  { namespace, externalSecret, secret }: Platform['kubernetes'],
) {
  const place = { namespace, name: externalSecret }
  return {
    async secretCopy(): Promise<SecretCopy | undefined> {
      const found = await kubernetes.get(resources.externalSecret, place)
      return found && describeCopy(found)
    },

    /** Any annotation that changes makes External Secrets read its source at once. */
    async annotateCopy(annotations: Readonly<Record<string, string>>): Promise<void> {
      await kubernetes.patch(resources.externalSecret, place, { metadata: { annotations } })
    },

    /** The Secret's keys, decoded: for comparing in memory only. */
    copiedValues: () => kubernetes.readSecret({ namespace, name: secret }),
  }
}

function describeCopy({ metadata, spec, status }: ExternalSecret): SecretCopy {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  return {
    ready: ready?.status === 'True',
    message: ready ? `${ready.reason ?? ''}: ${ready.message ?? ''}` : 'no condition Ready yet',
    target: spec.target?.name ?? metadata.name,
    rule: {
      keys: (spec.data ?? []).map(({ secretKey, remoteRef }) => ({
        key: secretKey,
        from: remoteRef.key,
        property: remoteRef.property ?? null,
      })),
      wholes: (spec.dataFrom ?? []).flatMap(({ extract }) =>
        extract && extract.property === undefined ? [extract.key] : [],
      ),
      unforeseeable: unforeseeable(spec),
    },
    refreshTime: status?.refreshTime ?? null,
    annotations: metadata.annotations ?? {},
  }
}

/** Only the fields that the wire type knows are typed; templates and rewrites are looked for by name. */
function unforeseeable({ target, dataFrom = [] }: ExternalSecret['spec']): string[] {
  const plain = (each: object) => Object.keys(each).every(key => key === 'extract' || key === 'sourceRef')
  return [
    ...(target && 'template' in target ? ['target.template'] : []),
    ...(dataFrom.some(each => !plain(each) || each.extract?.property !== undefined)
      ? ['dataFrom with find, rewrite or a property']
      : []),
  ]
}
