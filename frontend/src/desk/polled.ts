// An answer that is asked for again every ten seconds while the page is looked at. What was shown stays when a later
// try goes wrong; another address starts anew, because figures of one period must never stand under the name of another.
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { faultOf, getJson, type Fault } from '../link/http'
import { serverNow, type Sync } from '../store/freshness'

/** Between two tries, in milliseconds. */
const interval = 10_000
/** How often ages are counted on, in milliseconds. */
const tick = 1_000

export interface Polled<T> {
  data: ShallowRef<T | null>
  /** What went wrong with the last try; null when it went well. */
  fault: ShallowRef<Fault | null>
  /** The server's time, carried on by the page's clock; null before the first answer. */
  now: Ref<number | null>
  /** Asks at once. */
  again(): void
}

export interface Source<T> {
  /** The address to ask; null: nothing to ask for. */
  href: () => string | null
  lang: () => string
  read: (value: unknown, at: string) => T
  /** Milliseconds between two answers, where ten seconds are too often; a try that went wrong is repeated after ten. */
  every?: number
}

export function usePolled<T>(source: Source<T>): Polled<T> {
  const data = shallowRef<T | null>(null)
  const fault = shallowRef<Fault | null>(null)
  const now = ref<number | null>(null)
  let sync: Pick<Sync, 'now' | 'at'> | null = null
  let timer = 0
  let under: AbortController | null = null

  async function ask(): Promise<void> {
    window.clearTimeout(timer)
    under?.abort()
    const href = source.href()
    if (href === null) return
    const mine = new AbortController()
    under = mine
    try {
      const answer = await getJson(href, source.read, { lang: source.lang(), signal: mine.signal })
      if (under !== mine) return
      data.value = answer.value
      fault.value = null
      sync = { now: answer.now ?? Date.now(), at: performance.now() }
      count()
    } catch (error) {
      if (under !== mine) return
      fault.value = faultOf(error)
    }
    timer = window.setTimeout(() => void askIfSeen(), fault.value === null ? source.every ?? interval : interval)
  }

  function askIfSeen(): Promise<void> | void {
    if (document.visibilityState === 'visible') return ask()
  }

  function count(): void {
    now.value = sync === null ? null : serverNow({ asOf: 0, ...sync }, performance.now())
  }

  watch(source.href, () => {
    data.value = null
    fault.value = null
    void ask()
  }, { immediate: true })
  watch(source.lang, () => void ask())
  const ticking = window.setInterval(count, tick)
  document.addEventListener('visibilitychange', askIfSeen)
  window.addEventListener('online', askIfSeen)
  onScopeDispose(() => {
    window.clearTimeout(timer)
    window.clearInterval(ticking)
    under?.abort()
    under = null
    document.removeEventListener('visibilitychange', askIfSeen)
    window.removeEventListener('online', askIfSeen)
  })
  return { data, fault, now, again: () => void ask() }
}
