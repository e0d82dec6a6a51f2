// The address of a desk page: path and query ↔ state. Every filter stands in it, so that a link shows what its sender
// saw and the browser's back button undoes one choice.
import { reactive, readonly } from 'vue'

export type Query = Record<string, string>
export interface Route { path: string; query: Query }

/** How a change stands in the browser's history: as a step of its own, or in place of the present one (typing). */
export type Step = 'push' | 'replace'

export function parse(path: string, search: string): Route {
  const query: Query = {}
  for (const [key, value] of new URLSearchParams(search)) {
    if (value !== '' && !(key in query)) query[key] = value
  }
  return { path: path.replace(/\/+$/, '') || '/', query }
}

/** The address of a path with its query; empty values are left out, commas and stars stay readable. */
export function hrefOf(path: string, query: Query = {}): string {
  const parts = Object.entries(query).filter(([, value]) => value !== '')
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value).replace(/%2C/g, ',')}`)
  return parts.length > 0 ? `${path}?${parts.join('&')}` : path
}

/** What goes along from one page to another: the language, and what is looked at. */
export function carried(query: Query): Query {
  const kept: Query = {}
  for (const key of ['owner', 'period', 'lang']) {
    const value = query[key]
    if (value !== undefined) kept[key] = value
  }
  return kept
}

const state = reactive<Route>({ path: '/', query: {} })

/** The present address. */
export const route = readonly(state)

function read(): void {
  Object.assign(state, parse(location.pathname, location.search))
}

/** Follows the browser's own moves; called once, before the first page is drawn. */
export function follow(): void {
  read()
  window.addEventListener('popstate', read)
}

export function visit(href: string, step: Step = 'push'): void {
  if (step === 'push') history.pushState(null, '', href)
  else history.replaceState(null, '', href)
  read()
}

/** Changes some keys of the query; an empty value takes a key away. */
export function change(part: Query, step: Step = 'push'): void {
  const href = hrefOf(state.path, { ...state.query, ...part })
  if (href !== hrefOf(state.path, state.query)) visit(href, step)
}
