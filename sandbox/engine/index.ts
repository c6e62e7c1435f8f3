// The States Language engine: what the rest of the sandbox may use of it.
export type { EngineOptions, StartRequest, StateMachine } from './engine.ts'
export { Engine } from './engine.ts'
export { InvalidDefinition, type Problem, TaskFailure } from './errors.ts'
export type { Execution, Status } from './execution.ts'
export type { HistoryEvent } from './history.ts'
export type { EngineHooks, LambdaRequest, TaskRequest } from './hooks.ts'
export type { Json, JsonObject } from './json.ts'
export type { Limits } from './limits.ts'
