// What Prometheus scrapes on the example platform, and how many series that is: 152,000, as six nodes with thirty pods each bring.

export interface Target {
  readonly job: string
  readonly instance: string
  /** Series that one scrape brings. */
  readonly samples: number
}

const target = (job: string, samples: number, ...instances: readonly string[]): Target[] =>
  instances.map(instance => ({ job, instance, samples }))

const nodes = ['10.0.1.11', '10.0.1.12', '10.0.2.11', '10.0.2.12', '10.0.3.11', '10.0.3.12'] as const

export const targets: readonly Target[] = [
  ...target('apiserver', 32_000, '10.0.1.20:443', '10.0.2.20:443'),
  ...target('coredns', 1100, '10.0.1.53:9153', '10.0.2.53:9153'),
  ...target('kube-state-metrics', 14_000, '10.0.1.71:8080'),
  // cAdvisor's and those of the probes among them.
  ...target('kubelet', 9500, ...nodes.map(node => `${node}:10250`)),
  ...target('node-exporter', 1700, ...nodes.map(node => `${node}:9100`)),
  ...target('prometheus', 2600, '10.0.1.90:9090'),
  ...target('prometheus-operator', 900, '10.0.1.91:8443'),
  ...target('wordpress', 1200, '10.0.1.80:9117'),
]

export const samplesPerScrape = targets.reduce((sum, { samples }) => sum + samples, 0)
