// Inside Grafana: logged in or refused by name, and what it holds, by uid.
import { Missing } from '../../domain/errors.ts'
import type { Held } from '../../domain/monitoring/dashboards.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Entered, grafana } from './grafana.ts'

/** @throws Missing when Grafana refuses the account that its Secret names, or there is no such Secret */
export async function entered(
  here: ReturnType<ReturnType<typeof grafana>['of']>,
  monitoring: Platform['monitoring'],
): Promise<Entered> {
  const session = await here.enter()
  if (session) return session
  throw new Missing(
    `Grafana refuses the account in the Secret ${monitoring.grafana.adminSecret}; give the Secret its current password`,
  )
}

export async function heldIn(session: Entered): Promise<Held> {
  const [dashboards, folders, sources] = [await session.dashboards(), await session.folders(), await session.sources()]
  const uids = (list: readonly { readonly uid: string }[]) => list.map(({ uid }) => uid)
  return { dashboards: uids(dashboards), folders: uids(folders), sources: uids(sources) }
}
