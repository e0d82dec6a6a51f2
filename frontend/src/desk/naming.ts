// What an item is called: as its scheme says; else by its indicator, with what tells items of one indicator apart; a
// quarter, where a year is scored by its quarters.
import { inject, type InjectionKey, type Ref } from 'vue'
import { nameIn, type Words } from '../text'
import type { DeskWords } from '../text/desk'
import type { Names } from '../wire'
import { desk, words } from './words'

interface Called { id: string; indicator: string }

const quarterForm = /^\d{4}-Q[1-4]/

/** What the scheme calls its items, by id; null while it is not known. */
export const schemeNames: InjectionKey<Readonly<Ref<ReadonlyMap<string, Names> | null>>> = Symbol('names of the scheme')

export function useItemName(): (item: Called) => string {
  const names = inject(schemeNames, null)
  return (item) => itemName(words.value, desk.value, item, names?.value ?? null)
}

export function itemName(words: Words, desk: DeskWords, item: Called, names: ReadonlyMap<string, Names> | null = null): string {
  if (isQuarter(item.id)) return desk.computation.quarter(item.id)
  const { name } = words.indicator(item.indicator)
  if (item.id === item.indicator) return name
  const stated = names?.get(item.id)
  if (stated !== undefined) return nameIn(words, stated)
  const rest = item.id.startsWith(`${item.indicator}-`) ? item.id.slice(item.indicator.length + 1) : item.id
  return `${name} · ${rest}`
}

export function isQuarter(id: string): boolean {
  return quarterForm.test(id)
}

export function unitOf(words: Words, item: Called): string {
  return isQuarter(item.id) ? '' : words.indicator(item.indicator).unit
}
