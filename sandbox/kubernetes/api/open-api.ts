// The little of OpenAPI that `kubectl apply` looks for: that the server itself refuses unknown fields when asked to.
import { apiVersionOf, type Kind, kinds } from '../kinds.ts'

/** `/openapi/v3` lists a document for each group and version; undefined for any other path. */
export function openApi(path: string): object | undefined {
  const placed = new Map(kinds.map(kind => [placeOf(kind), kinds.filter(each => placeOf(each) === placeOf(kind))]))
  if (path === '/openapi/v3') {
    const paths = [...placed.keys()].map(place => [place, { serverRelativeURL: `/openapi/v3/${place}` }])
    return { paths: Object.fromEntries(paths) }
  }
  const found = placed.get(path.slice('/openapi/v3/'.length))
  return found && documentOf(found)
}

const placeOf = (kind: Kind): string => `${kind.group === '' ? 'api' : 'apis'}/${apiVersionOf(kind)}`

function documentOf(of: readonly Kind[]): object {
  const parameters = [{ name: 'fieldValidation', in: 'query', schema: { type: 'string', uniqueItems: true } }]
  const paths = of.map(kind => {
    const { group, version, kind: name, plural, namespaced } = kind
    const path = `/${placeOf(kind)}/${namespaced ? 'namespaces/{namespace}/' : ''}${plural}/{name}`
    const verb = { parameters, 'x-kubernetes-group-version-kind': { group, version, kind: name }, responses: {} }
    return [path, { patch: verb }]
  })
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.34.0' }, paths: Object.fromEntries(paths) }
}
