// What is deployed stays within the limits and rules of CloudFormation, and the checks of AWS Solutions find nothing.
import { expect, test } from '@jest/globals'
import { App, Stack, Validations } from 'aws-cdk-lib'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { AwsSolutionsChecks } from 'cdk-nag'
import { synthesise } from './deployed.ts'

// The one that is held against the rules of CloudFormation: what the other files share (`deployed-parts.ts`) is not.
const deployed = synthesise()

test('a stack stays within the limits of CloudFormation: 500 resources and a template of 1 MB', () => {
  for (const stack of deployed.stacks) {
    expect(deployed.resources(stack).length).toBeLessThan(500)
    expect(deployed.templateBytes(stack)).toBeLessThan(1_000_000)
  }
})

test('the checks of AWS Solutions find nothing, and would have', () => {
  const careless = new App()
  new Bucket(new Stack(careless, 'careless'), 'Bucket')
  const findings = (app: App) => new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName)

  expect(findings(deployed.app)).toEqual([])
  expect(findings(careless)).toEqual(expect.arrayContaining(['AwsSolutions-S1', 'AwsSolutions-S10']))
})

test('every exception from those checks is for one finding and has its reason', () => {
  const exceptions = deployed.app.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, unknown>))

  expect(exceptions.length).toBeGreaterThan(0)
  for (const [rule, reason] of exceptions) {
    expect(rule).toMatch(/AwsSolutions-(S1|SQS3|APIG4|IAM5\[Resource::.*\*.*\])$/)
    expect(JSON.stringify(reason).length).toBeGreaterThan(40)
  }
})
