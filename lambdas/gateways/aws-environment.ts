// The environment of a handler on AWS, made once per container from what Lambda provides.
import { randomUUID } from 'node:crypto'
import { Logger } from '@aws-lambda-powertools/logger'
import type { Environment } from '../environment.ts'

let made: Environment | undefined

/** @throws when a setting is missing: a function deployed without it must fail loudly, not guess. */
export function awsEnvironment(): Environment {
  made ??= make()
  return made
}

function make(): Environment {
  const logger = new Logger({ serviceName: 'muster' })
  return {
    clock: {
      now: () => Date.now(),
      sleep: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
    },
    region: setting('AWS_REGION'),
    accountId: setting('ACCOUNT_ID'),
    settings: {
      CONTROL_BUCKET: setting('CONTROL_BUCKET'),
      EVIDENCE_BUCKET: setting('EVIDENCE_BUCKET'),
      PLATFORM: setting('PLATFORM'),
      ...(process.env.CHAT && { CHAT: process.env.CHAT }),
    },
    chance: () => Math.random(),
    opaqueId: () => randomUUID(),
    log: {
      info: (message, fields) => logger.info(message, fields ?? {}),
      warn: (message, fields) => logger.warn(message, fields ?? {}),
      error: (message, fields) => logger.error(message, fields ?? {}),
    },
  }
}

function setting(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`the environment variable ${name} is not set on this function`)
  return value
}
