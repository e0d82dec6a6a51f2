// An answer that changes rarely and that the page can do without: asked for once per address, silent when it fails.
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { getJson } from '../link/http'

export function useOnce<T>(href: () => string | null, read: (value: unknown, at: string) => T, lang: () => string): ShallowRef<T | null> {
  const data = shallowRef<T | null>(null)
  let under: AbortController | null = null
  watch(href, async (asked) => {
    under?.abort()
    data.value = null
    if (asked === null) return
    const mine = new AbortController()
    under = mine
    try {
      const answer = await getJson(asked, read, { lang: lang(), signal: mine.signal })
      if (under === mine) data.value = answer.value
    } catch {
      // The page says what it knows without it.
    }
  }, { immediate: true })
  onScopeDispose(() => {
    under?.abort()
    under = null
  })
  return data
}
