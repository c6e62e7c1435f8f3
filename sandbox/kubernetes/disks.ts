// Amazon EBS as the cluster's CSI driver reaches it; the world outside gives it to the cluster.

export const EBS_DRIVER = 'ebs.csi.aws.com'

export interface AttachedTo {
  /** `vol-…` */
  readonly handle: string
  readonly instanceId: string
  /** Availability Zone of the node. */
  readonly zone: string
}

export interface DiskOrder {
  /** Name of the PersistentVolume that will stand for it. */
  readonly name: string
  readonly claim: { readonly namespace: string; readonly name: string }
  /** GiB, rounded up. */
  readonly size: number
  readonly zone: string
  /** Of the storage class: `type`, `encrypted`, `kmsKeyId`, `tagSpecification_1`, … */
  readonly parameters: Readonly<Record<string, string>>
}

export type Attached = { readonly attached: true } | { readonly attached: false; readonly message: string }
export type Provisioned = { readonly handle: string } | { readonly message: string }

/** Every answer comes later, or never. */
export interface Disks {
  attach(to: AttachedTo, told: (outcome: Attached) => void): void
  detach(from: Pick<AttachedTo, 'handle' | 'instanceId'>, told: () => void): void
  provision(order: DiskOrder, told: (outcome: Provisioned) => void): void
  /** Why it cannot be deleted now; undefined when it is being deleted or gone. */
  remove(handle: string): string | undefined
}
