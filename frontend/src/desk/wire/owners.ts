// The answer of GET /api/v1/schemes, as far as the ranking needs it: whose evaluations are scored now.
import { fields, flag, list, text } from '../../check'

/** Codes of the owners, each once; the empty one is the root of the registry. */
export function readOwners(value: unknown, at: string): string[] {
  const f = fields(value, at)
  const owners = list(f.schemes, `${at}.schemes`, (entry, place) => {
    const scheme = fields(entry, place)
    return flag(scheme.current, `${place}.current`) ? [text(scheme.owner, `${place}.owner`)] : []
  })
  return [...new Set(owners.reduce<string[]>((all, some) => all.concat(some), []))]
}
