// What a union of the registry is called, from GET /api/v1/unions/{code}.
import { fields, filled } from '../../check'

export function readName(value: unknown, at: string): string {
  return filled(fields(value, at).name, `${at}.name`)
}
