// The edge of the program in the cluster: its argument, the pod's file system, and how it ends.
import { writeFile } from 'node:fs/promises'
import { nodeFiles } from '../copy-back/node-files.ts'
import { look } from './look.ts'
import { openDatabase } from './open-database.ts'

const { exitCode, message } = await look(process.argv[2] ?? '', { files: nodeFiles, open: openDatabase })
console.log(message)
await writeFile('/dev/termination-log', message)
process.exitCode = exitCode
