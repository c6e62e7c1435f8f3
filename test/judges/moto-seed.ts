// Tells moto_server of the platform as it is before the run, through the API that the handlers use as well.
import type { Seeding } from './moto-seed/asked.ts'
import { seedDatabase } from './moto-seed/database.ts'
import { seedDisks } from './moto-seed/disks.ts'
import { seedFiles } from './moto-seed/files.ts'
import { seedNetwork } from './moto-seed/network.ts'
import { seedRecords } from './moto-seed/records.ts'
import { seedSecrets } from './moto-seed/secrets.ts'

/** What stands in the world then, and its requests presuppose, in the region in which runs work. */
export async function seedMoto(seeding: Seeding): Promise<void> {
  await seedSecrets(seeding)
  await seedNetwork(seeding)
  await seedDatabase(seeding)
  await seedFiles(seeding)
  await seedDisks(seeding)
  await seedRecords(seeding)
}

export type { Connection, Seeding } from './moto-seed/asked.ts'
