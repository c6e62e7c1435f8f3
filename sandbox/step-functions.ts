// Step Functions in the sandbox: the engine, whose tasks invoke the deployed functions under the machine's own role.
import type { Cloud } from './cloud.ts'
import { Engine, type EngineHooks, TaskFailure } from './engine/index.ts'
import type { Functions } from './lambda.ts'

type Listening = Pick<EngineHooks, 'onEvent' | 'onEnd' | 'sleep'>

export function stepFunctions(cloud: Cloud, functions: Functions, region: string, listening: Listening = {}): Engine {
  const { clock, chance, accountId } = cloud.surroundings(region)
  const mayInvoke = (functionName: string, roleArn: string) => {
    const resource = `arn:aws:lambda:${region}:${accountId}:function:${functionName}`
    return cloud.iam.allows({ action: 'lambda:InvokeFunction', resource }, { roleArn, accountId }).allowed
  }
  const hooks: EngineHooks = {
    ...listening,
    invokeLambda: async ({ functionName, payload, roleArn }) => {
      if (!mayInvoke(functionName, roleArn)) {
        throw new TaskFailure(
          'Lambda.AWSLambdaException',
          `${roleArn} is not authorized to perform: lambda:InvokeFunction on ${functionName}`,
        )
      }
      return functions.invoke(functionName, payload)
    },
  }
  return new Engine({ clock, chance, hooks, region, accountId })
}
