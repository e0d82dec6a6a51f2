// The desk's pages: path, word in the navigation, file. What stands here exists; the server answers each of these paths
// with desk.html.
import { defineAsyncComponent, type Component } from 'vue'
import type { DeskWords } from '../text/desk'

export interface Page {
  path: string
  name: keyof DeskWords['pages']
  component: Component
}

export const pages: readonly Page[] = [
  { path: '/desk', name: 'ranking', component: defineAsyncComponent(() => import('./Ranking.vue')) },
  { path: '/union', name: 'union', component: defineAsyncComponent(() => import('./UnionScore.vue')) },
  { path: '/docs', name: 'docs', component: defineAsyncComponent(() => import('./Definitions.vue')) },
]

/** Whether there is a page at that path, before a link to it is drawn. */
export function hasPage(path: string): boolean {
  return pages.some((page) => page.path === path)
}
