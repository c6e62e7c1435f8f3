// What deployment told the functions of chat, read once for each environment.
import { type ChatSettings, chatSettings as schema } from '../../../domain/chat/settings.ts'
import type { Environment } from '../../environment.ts'

const known = new WeakMap<Environment, ChatSettings>()

/** @throws when the function was deployed without them, or with others: it must fail loudly, not guess who may do what */
export function chatSettings(environment: Environment): ChatSettings {
  const settings = known.get(environment) ?? schema.parse(JSON.parse(environment.settings.CHAT ?? 'null'))
  known.set(environment, settings)
  return settings
}
