// The functions of chat: deployed in the one region that hosts it, with settings that no other function has.
import { announce } from './announce/contract.ts'
import type { Contract } from './contract.ts'
import type { Use } from './permissions.ts'
import { slack } from './slack/contract.ts'
import { slackWork } from './slack-work/contract.ts'

const contracts: readonly Contract[] = [slack, slackWork, announce]

/** Called like other doors. They journal nothing and heed nobody. */
export const chatDoors: readonly Use[] = contracts.map(contract => ({ contract, records: false, heeds: false }))
