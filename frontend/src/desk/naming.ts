// What an item is called: by its indicator; a quarter, where a year is scored by its quarters; with what tells items of
// one indicator apart.
import type { Words } from '../text'
import type { DeskWords } from '../text/desk'

const quarterForm = /^\d{4}-Q[1-4]$/

export function itemName(words: Words, desk: DeskWords, item: { id: string; indicator: string }): string {
  if (quarterForm.test(item.id)) return desk.computation.quarter(item.id)
  const { name } = words.indicator(item.indicator)
  if (item.id === item.indicator) return name
  const rest = item.id.startsWith(`${item.indicator}-`) ? item.id.slice(item.indicator.length + 1) : item.id
  return `${name} · ${rest}`
}

export function unitOf(words: Words, item: { id: string; indicator: string }): string {
  return quarterForm.test(item.id) ? '' : words.indicator(item.indicator).unit
}
