// The answer of GET /api/v1/unions, as far as the ranking needs it: which kind of union each is.
import { fields, filled, list, text } from '../../check'

export type Kinds = ReadonlyMap<string, string>

export function readKinds(value: unknown, at: string): Kinds {
  const f = fields(value, at)
  return new Map(list(f.unions, `${at}.unions`, (entry, place): [string, string] => {
    const union = fields(entry, place)
    return [filled(union.code, `${place}.code`), text(union.kind, `${place}.kind`)]
  }))
}
