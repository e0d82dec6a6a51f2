// Which groups the address asks for: one, or all, shown one under another. They are never mixed into one list.
import type { Group } from '../wire/standings'

/** Stands for all groups; no group's id has this form. */
export const allGroups = '*'

/** A group that is not there any more (a link from another period) falls back to the first. */
export function chosen(groups: readonly Group[], asked: string): Group[] {
  if (asked === allGroups) return [...groups]
  const group = groups.find((candidate) => candidate.id === asked) ?? groups[0]
  return group === undefined ? [] : [group]
}
