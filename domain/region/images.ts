// Whether an image can be pulled when another region is gone: a private registry of Amazon ECR lives in one region.

/** `<account>.dkr.ecr.<region>.amazonaws.com`, or its dual-stack name (Amazon ECR user guide, "Private registry"). */
const ECR = /^\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com|on\.aws)$/

/** The host before the first slash, when it is one; images without lie on Docker Hub. */
export function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/')
  return rest.length > 0 && /[.:]/.test(first) ? first : 'docker.io'
}

/** @param images by what needs them */
export function imageBlockers(images: Readonly<Record<string, string>>, region: string): string[] {
  return Object.entries(images).flatMap(([what, image]) => {
    const home = ECR.exec(registryOf(image))?.[1]
    if (home === undefined || home === region) return []
    return [
      `image: ${what} runs ${image}, whose registry is in ${home}; replicate it to ${region} and name that one, or no pod starts when ${home} is gone`,
    ]
  })
}
