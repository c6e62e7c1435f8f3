// The errors of CloudWatch, by the names of its model.
import { AwsError } from '../service.ts'

export const invalidValue = (message: string) => new AwsError('InvalidParameterValueException', message)

export const invalidCombination = (message: string) => new AwsError('InvalidParameterCombinationException', message)

export const missing = (message: string) => new AwsError('MissingRequiredParameterException', message)

/** `ValidationError` on the wire of older clients. */
export const invalid = (message: string) => new AwsError('ValidationException', message)

export const noSuchAlarm = (name: string) => new AwsError('ResourceNotFound', `There is no alarm ${name}`)
