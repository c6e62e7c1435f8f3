// Runs the recorded cases and prints, by tier, how many are right, wrong or refused; exits 0 only when all are right.
import { parseArgs } from 'node:util'
import { FOLDER, recordings } from './cases.ts'
import { judge, type Verdict } from './judge.ts'

const { values } = parseArgs({ options: { cases: { type: 'string' }, names: { type: 'string' } } })
const found = await recordings(values)
if (found === undefined) {
  console.error(
    `No recorded cases at ${values.cases ?? FOLDER}: nothing was compared. Give them by --cases <file.jsonl>.`,
  )
  process.exitCode = 1
} else {
  const verdicts: Verdict[] = []
  for (const each of found.cases) verdicts.push(await judge(each, found))
  print(verdicts)
  if (verdicts.length === 0) console.error('None of the cases has one of the names: nothing was compared.')
  process.exitCode = verdicts.length > 0 && verdicts.every(each => each.verdict === 'right') ? 0 : 1
}

function print(verdicts: readonly Verdict[]): void {
  for (const [tier, group] of Map.groupBy(verdicts, each => each.tier)) console.log(`tier ${tier}: ${counts(group)}`)
  console.log(`all: ${counts(verdicts)}`)
  for (const each of verdicts) {
    if (each.verdict !== 'right') console.log(`${each.verdict} ${each.name}\n    ${each.why.slice(0, 600)}`)
    else if (!each.exact) console.log(`details ${each.name}\n    ${each.detail.slice(0, 600)}`)
  }
}

function counts(group: readonly Verdict[]): string {
  const count = (verdict: Verdict['verdict']) => group.filter(each => each.verdict === verdict).length
  const exact = group.filter(each => each.exact).length
  const right = `${count('right')} of ${group.length} right (${exact} in every detail)`
  return `${right}, ${count('wrong')} wrong, ${count('refused')} refused`
}
