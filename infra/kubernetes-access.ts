// Manifests to apply to the cluster before the first run: who may do what, the fence around drills, the programs of Jobs.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Platform } from '../domain/platform.ts'
import { modes } from '../domain/run.ts'
import { homeGrantsOf } from '../lambdas/kubernetes-grants.ts'
import { usesOf } from '../workflows/deployment.ts'
import type { Scenario } from '../workflows/language/nodes.ts'
import type { ControlRegion } from './control-regions.ts'
import { checkDrillKeepsAway, checkDrillStaysInside, drillIsolation } from './kubernetes/drill-isolation.ts'
import { drillNamespace } from './kubernetes/drill-namespace.ts'
import { type Programs, programManifests } from './kubernetes/programs.ts'
import { type Manifest, rbacManifests, roleAndBinding } from './kubernetes/rbac.ts'

/** Manifests by the name of their file, in the order in which they are applied to the cluster of one region. */
export function kubernetesManifests(scenarios: readonly Scenario[], platform: Platform, programs: Programs): Manifests {
  checkDrillStaysInside(usesOf(scenarios, 'drill'), platform)
  const access = modes.map(
    mode => [`access-${mode}.yaml`, rbacManifests(usesOf(scenarios, mode), platform, mode)] as const,
  )
  return {
    '0-drill-namespace.yaml': drillNamespace(platform),
    '1-drill-isolation.yaml': drillIsolation(platform),
    ...Object.fromEntries(access.map(([name, manifests]) => [`2-${name}`, manifests])),
    '3-programs.yaml': programManifests(platform, programs),
  }
}

export type Manifests = Readonly<Record<string, readonly Manifest[]>>

/** Manifests of both clusters, by the cluster's name. The primary region's lets in who fences it, too. */
export function manifestsOfBoth(
  regions: readonly ControlRegion[],
  programs: Programs,
): Readonly<Record<string, Manifests>> {
  const visitors = regions.flatMap(({ place, scenarios, platform }) =>
    place === 'recovery' ? homeManifests(scenarios, platform) : [],
  )
  return Object.fromEntries(
    regions.map(({ place, scenarios, platform }) => [
      platform.kubernetes.clusterName,
      {
        ...kubernetesManifests(scenarios, platform, programs),
        ...(place === 'primary' && visitors.length > 0 && { '4-access-from-recovery.yaml': visitors }),
      },
    ]),
  )
}

/** @param platform as it stands in the recovery region */
function homeManifests(scenarios: readonly Scenario[], platform: Platform): readonly Manifest[] {
  checkDrillKeepsAway(usesOf(scenarios, 'drill'), platform)
  return modes.flatMap(mode =>
    usesOf(scenarios, mode).flatMap(use => homeGrantsOf(use, platform, mode).flatMap(roleAndBinding)),
  )
}

/** @returns the files written, for `kubectl apply -f <folder>`. */
export function writeKubernetesManifests(manifests: Manifests, folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true })
  return Object.entries(manifests).map(([name, objects]) => {
    const file = join(folder, name)
    // Wide lines, so that expressions and messages stay in one piece.
    writeFileSync(file, objects.map(object => stringify(object, { lineWidth: 0 })).join('---\n'))
    return file
  })
}
