// Remove the selection that this run added to a backup plan; a selection by tag goes with the cluster.
import * as z from 'zod'
import { contract } from '../contract.ts'
import { allow, allowAnywhere, arns } from '../needs.ts'

export const deselectFromBackup = contract({
  name: 'deselect-from-backup',
  effect: 'changes',
  takes: z.strictObject({}),
  gives: z.strictObject({ removed: z.array(z.string()).describe('Ids of selections.') }),
  throws: [],
  needs: (p, mode) =>
    mode === 'recover'
      ? [
          allowAnywhere(
            'backup:ListBackupPlans',
            'Service Authorization Reference, AWS Backup: ListBackupPlans has no resource type',
          ),
          allow(['backup:ListBackupSelections', 'backup:DeleteBackupSelection'], arns(p).backupPlan('*')),
        ]
      : [],
  again: 'finds nothing when it is gone, or never was',
})
