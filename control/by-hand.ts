// What to type when the API is down: Step Functions and the deciding function are there without it.
import { keys } from '../domain/control-records.ts'
import { isAnswer, type Word } from '../domain/decisions.ts'
import { doorNamed, machineArn, machineNamed } from '../domain/deployed-names.ts'
import { type Platform, platformName } from '../domain/platform.ts'
import type { Starting } from './control.ts'

const quoted = (value: unknown): string => `'${JSON.stringify(value).replaceAll("'", "'\\''")}'`

/** `platform` as it stands where the scenario runs. The lines are commands, to be copied as they are. */
export function startByHand({ scenario, mode, input, key }: Starting, platform: Platform): readonly string[] {
  const region = platform.regions.primary
  const arn = machineArn({ region, accountId: platform.account }, machineNamed(platformName(platform), scenario, mode))
  return [
    `aws stepfunctions start-execution --region ${region} \\`,
    `  --state-machine-arn ${arn} \\`,
    `  --name ${scenario}-by-hand-${key.replace(/[^\w]/g, '').slice(-8)} \\`,
    `  --input ${quoted(input)}`,
  ]
}

const unknownQuestion = 'ID-OF-THE-QUESTION'

/**
 * Whoever may invoke the function is believed who they say they are: it is a right for emergencies. An answer whose
 * question is not known comes with the line that shows which questions the run has asked.
 */
export function decideByHand(runId: string, word: Word, platform: Platform): readonly string[] {
  const region = platform.regions.primary
  const unknown = isAnswer(word.action) && word.approvalId === null
  const said = unknown ? { ...word, approvalId: unknownQuestion } : word
  const payload = { runId, by: { kind: 'iam', id: 'your-role/your-name' }, word: said }
  const questions = `s3://${platform.muster.controlBucket}/${keys.questions(runId)}`
  return [
    ...(unknown
      ? [
          `# ${unknownQuestion} is the "approvalId" of what it asks:`,
          `aws s3 cp --region ${region} --recursive ${questions} asked/ && cat asked/*.json`,
        ]
      : []),
    // Versions 1 and 2 of the AWS CLI read a payload differently, but not a file's.
    `echo ${quoted(payload)} | \\`,
    `aws lambda invoke --region ${region} \\`,
    `  --function-name ${doorNamed(platformName(platform), 'decide')} \\`,
    '  --payload fileb:///dev/stdin answer.json && cat answer.json',
  ]
}
