// The answer of GET /api/v1/unions, as far as the pages need it: what kind each union is, what it
// is called, and whose registry it is.
import { fields, filled, list, text } from '../../check'
import type { Owner } from '../../wire'

export interface Registered { kind: string; shortName: string }
export type Registry = ReadonlyMap<string, Registered>

export function readRegistry(value: unknown, at: string): Registry {
  const f = fields(value, at)
  return new Map(list(f.unions, `${at}.unions`, (entry, place): [string, Registered] => {
    const union = fields(entry, place)
    return [filled(union.code, `${place}.code`), { kind: text(union.kind, `${place}.kind`), shortName: text(union.short_name, `${place}.short_name`) || filled(union.name, `${place}.name`) }]
  }))
}

/** The union that has none above it: whose house this is; null where there are several, or none. */
export function readRoot(value: unknown, at: string): Owner | null {
  const f = fields(value, at)
  const roots = list(f.unions, `${at}.unions`, (entry, place) => {
    const union = fields(entry, place)
    const code = filled(union.code, `${place}.code`)
    const name = filled(union.name, `${place}.name`)
    return { above: text(union.parent, `${place}.parent`), owner: { code, name, shortName: text(union.short_name, `${place}.short_name`) || name } }
  }).filter(({ above }) => above === '')
  return roots.length === 1 ? roots[0]?.owner ?? null : null
}
