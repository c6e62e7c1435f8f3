// Sees first, judges in the domain. What may not be seen is a blocker too; what does not answer is tried again.
import { judgeMount } from '../../domain/files/preflight.ts'
import { PROGRAM } from '../../domain/files/program.ts'
import { EFS_DRIVER } from '../../domain/files/volume-handle.ts'
import type { Mode } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { isDenied, nameOf } from '../gateways/errors.ts'
import { fileJobs } from '../gateways/file-jobs.ts'
import { fileVolumes } from '../gateways/file-volumes.ts'
import { implement } from '../implement.ts'
import { preflightFileMounts } from './contract.ts'

export const run = implement(
  preflightFileMounts,
  { jobs: fileJobs, volumes: fileVolumes },
  async ({ kubernetes, files, drillNamespace }, { jobs, volumes, run }) => {
    const { clusterName, namespace, deployment: name } = kubernetes
    const wordpress = volumes.in({ clusterName, namespace })
    const where = namespaceOf(run.mode, namespace, drillNamespace)
    try {
      const mount = async () => {
        const claim = await wordpress.findClaim(files.claim)
        const bound = claim?.spec?.volumeName
        return { claim, volume: bound ? await wordpress.findVolume(bound) : undefined }
      }
      const [{ claim, volume }, deployment, program] = await Promise.all([
        mount(),
        wordpress.deployment(name),
        jobs.in({ clusterName, namespace: where }).program(),
      ])
      const mounted = deployment?.spec?.template.spec?.volumes?.map(each => each.persistentVolumeClaim?.claimName)
      const csi = volume?.spec?.csi?.driver === EFS_DRIVER ? volume.spec.csi : undefined
      const judged = judgeMount({
        ...{ claim: files.claim, fileSystemId: files.fileSystemId, deployment: name },
        phase: claim?.status?.phase,
        handle: csi?.volumeHandle,
        reclaimPolicy: volume?.spec?.persistentVolumeReclaimPolicy,
        isMounted: mounted?.includes(files.claim) ?? false,
        withoutProgram: isProgram(program) ? [] : [where],
      })
      return { blockers: [...judged.blockers], notes: [...judged.notes] }
    } catch (error) {
      const message = Error.isError(error) ? error.message : String(error)
      if (nameOf(error) === 'ResourceNotFoundException')
        return { blockers: [`EKS knows no cluster ${clusterName}: ${message}`], notes: [] }
      if (isDenied(error)) return { blockers: [`permission is missing: ${message}`], notes: [] }
      throw error
    }
  },
)

const namespaceOf = (mode: Mode, wordpress: string, drill: string): string => (mode === 'drill' ? drill : wordpress)

type Program = Awaited<ReturnType<ReturnType<ReturnType<typeof fileJobs>['in']>['program']>>

const isProgram = (found: Program): boolean =>
  found?.data?.[PROGRAM.key] !== undefined && found.metadata.labels?.[PROGRAM.label] === PROGRAM.version

export const handler = asLambda(run)
