// The answer of GET /api/v1/unions, as far as the ranking needs it: what kind each union is, and what it is called.
import { fields, filled, list, text } from '../../check'

export interface Registered { kind: string; shortName: string }
export type Registry = ReadonlyMap<string, Registered>

export function readRegistry(value: unknown, at: string): Registry {
  const f = fields(value, at)
  return new Map(list(f.unions, `${at}.unions`, (entry, place): [string, Registered] => {
    const union = fields(entry, place)
    return [filled(union.code, `${place}.code`), { kind: text(union.kind, `${place}.kind`), shortName: text(union.short_name, `${place}.short_name`) || filled(union.name, `${place}.name`) }]
  }))
}
