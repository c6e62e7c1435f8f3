// What a rule of the language is: it reads a scenario in one mode and names what breaks it.
import type { Platform } from '../../../domain/platform.ts'
import type { Mode } from '../../../domain/run.ts'
import type { Scenario } from '../nodes.ts'

export type Rule = (scenario: Scenario, mode: Mode, platform: Platform) => readonly string[]
