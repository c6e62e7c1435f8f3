// The two regions of the app as deployed, and the one to which the platform is recovered.
import { platform } from './deployed.ts'
import { regions } from './deployed-parts.ts'

export const { recovery: west, primary: east } = platform.regions
export const recovery = regions.find(({ place }) => place === 'recovery')!
