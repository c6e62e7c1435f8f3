// What Prometheus scrapes on the example platform, and how many series that is.

export interface Target {
  readonly job: string
  readonly instance: string
  /** Series that one scrape brings. */
  readonly samples: number
}

const target = (job: string, samples: number, ...instances: readonly string[]): Target[] =>
  instances.map(instance => ({ job, instance, samples }))

export const targets: readonly Target[] = [
  ...target('apiserver', 4200, '10.0.1.20:443', '10.0.2.20:443'),
  ...target('coredns', 260, '10.0.1.53:9153', '10.0.2.53:9153'),
  ...target('kube-state-metrics', 3100, '10.0.1.71:8080'),
  ...target('kubelet', 1900, '10.0.1.10:10250', '10.0.2.10:10250', '10.0.3.10:10250'),
  ...target('node-exporter', 640, '10.0.1.10:9100', '10.0.2.10:9100', '10.0.3.10:9100'),
  ...target('prometheus', 820, '10.0.1.90:9090'),
  ...target('prometheus-operator', 310, '10.0.1.91:8443'),
  ...target('wordpress', 180, '10.0.1.80:9117'),
]

export const samplesPerScrape = targets.reduce((sum, { samples }) => sum + samples, 0)
