// Names of what is deployed, for code that knows the platform by its name alone: functions learn it from their settings.
import type { Mode } from './run.ts'

/** A state machine: `<project>-<environment>-<scenario>-<mode>`. */
export const machineNamed = (platform: string, scenario: string, mode: Mode): string =>
  `${platform}-${scenario}-${mode}`

/**
 * A door: a function that is no step of a machine. There is one for real runs and drills alike, called like the
 * functions of real runs, because what it does is real in both.
 */
export const doorNamed = (platform: string, door: string): string => `${platform}-${door}-recover`

/**
 * How the name of a function that rotates a secret has to begin. None of Muster's own does: whoever switches a rotation
 * on must be allowed to invoke its function, and must not thereby be able to start runs or to decide about them.
 */
export const rotationFunctionsBegin = (platform: string): string => `${platform}-rotat`

interface Place {
  readonly region: string
  readonly accountId: string
}

export const machineArn = ({ region, accountId }: Place, name: string): string =>
  `arn:aws:states:${region}:${accountId}:stateMachine:${name}`

export const executionArn = ({ region, accountId }: Place, machine: string, run: string): string =>
  `arn:aws:states:${region}:${accountId}:execution:${machine}:${run}`
