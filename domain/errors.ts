// The small family of errors that handlers throw. Names are literal: Retry and Catch match on them, minifiers rename.

interface MusterErrorClass<Name extends string> {
  new (message: string): Error & { readonly name: Name }
  readonly code: Name
}

function error<const Name extends string>(name: Name): MusterErrorClass<Name> {
  return class extends Error {
    static readonly code = name
    override readonly name = name
  }
}

/** A class of the family, as contracts and workflows refer to it. */
export type ErrorKind = MusterErrorClass<string>

/** The service did not answer, throttled or failed on its side, after the client's own retries. Safe to try again. */
export class Unavailable extends error('Unavailable') {}
/** IAM or Kubernetes refused the call. Trying again will not help. */
export class PermissionDenied extends error('PermissionDenied') {}
/** AWS or Kubernetes refused the call for a reason that the verb does not expect. */
export class CallRefused extends error('CallRefused') {}
/** What was passed to a verb, or what it gave, breaks its contract: a fault of ours. */
export class ContractBroken extends error('ContractBroken') {}

/** The request names something impossible; every fault is listed. */
export class RequestInvalid extends error('RequestInvalid') {}
/** The key of an attempt, or a run's name, was used before for another request. */
export class AskedOtherwise extends error('AskedOtherwise') {}
/** Something that would stop the run later was found before anything was touched; every blocker is listed. */
export class PreflightFailed extends error('PreflightFailed') {}
/** Another run holds the platform. */
export class LockHeld extends error('LockHeld') {}
/** This run no longer holds the platform; it must not touch production. */
export class LockLost extends error('LockLost') {}
/** A resource has the name that this run would give, and it is not this run's. */
export class NameTaken extends error('NameTaken') {}
/** What was expected to be there is not. */
export class Missing extends error('Missing') {}
/** AWS reports that the restore has failed. */
export class RestoreFailed extends error('RestoreFailed') {}
/** What the platform runs on in the recovery region could not be built. */
export class InfrastructureFailed extends error('InfrastructureFailed') {}
/** A program in the cluster ended in failure, or did not end. */
export class JobFailed extends error('JobFailed') {}
/** The restored configuration differs from the source in something critical that nobody explained. */
export class ConfigurationDiffers extends error('ConfigurationDiffers') {}
/** The restored data does not stand up to the checks. */
export class NotProven extends error('NotProven') {}
/** The application does not answer as it should. */
export class Unhealthy extends error('Unhealthy') {}
/** A wait ended without its condition. */
export class TooLate extends error('TooLate') {}
/** A person said no. */
export class Rejected extends error('Rejected') {}
/** Nobody decided in time. */
export class DecisionExpired extends error('DecisionExpired') {}
/** The operator stopped the run. */
export class OperatorAborted extends error('OperatorAborted') {}
/** The operator took the pause back before the run had gone to sleep; never the end of a run. */
export class NoLongerPaused extends error('NoLongerPaused') {}
/** A person decided to go back after the cutover. */
export class RollbackDecided extends error('RollbackDecided') {}
/** Going back was decided, and would lose what people have written since visitors were sent here. */
export class WritesAccepted extends error('WritesAccepted') {}
/** A drill gave way to a real run. */
export class Yielded extends error('Yielded') {}
