// How the definitions page arranges what the server says: groups with the same items in one table, indicators by what
// is sought.
import type { Definition } from '../wire/catalogue'
import type { SchemeGroup, SchemeItem } from '../wire/scheme'

/** Groups whose items are the same to the last word, in the order of the scheme. */
export function alike(groups: readonly SchemeGroup[]): SchemeGroup[][] {
  const sets = new Map<string, SchemeGroup[]>()
  for (const group of groups) {
    const key = JSON.stringify([group.fullMarks, group.items])
    sets.set(key, [...(sets.get(key) ?? []), group])
  }
  return [...sets.values()]
}

/** Whether an indicator has what is sought in one of its words, in either language. */
export function fits(one: Definition, sought: string): boolean {
  const needle = sought.trim().toLowerCase()
  if (needle === '') return true
  return [one.id, one.names.zh, one.names.en, one.definition.zh, one.definition.en].some((text) => text.toLowerCase().includes(needle))
}

export interface Use { group: SchemeGroup; item: SchemeItem }

/** Where a scheme gives points for an indicator. */
export function usesOf(groups: readonly SchemeGroup[], indicator: string): Use[] {
  return groups.flatMap((group) => group.items.filter((item) => item.indicator === indicator).map((item) => ({ group, item })))
}
