// Joins link, board and shelf for one page and gives the panes what they draw: one board, its age, the server's clock.
import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import { connectBrowser } from '../link/browser'
import { BoardStore, defaultBatch, type Shown } from './board'
import { ageOf, levelOf, serverNow, type Level, type Sync } from './freshness'
import { keep, recall, type Shelf } from './keep'

export interface Session {
  shown: Ref<Shown | null>
  /** Age of the figures in milliseconds, counted on between frames. */
  age: ComputedRef<number>
  level: ComputedRef<Level>
  /** The server's clock, milliseconds since 1970; null before the first frame. */
  now: ComputedRef<number | null>
  asOf: ComputedRef<number | null>
  /** The code of the server's last refusal, until a board comes. */
  fault: Ref<string | null>
}

/** A browser may forbid the store; then nothing is kept over a reload. */
function shelfOf(): Shelf {
  try {
    return window.localStorage
  } catch {
    return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined }
  }
}

/** Shortest time between two writings of the kept snapshot, in milliseconds: it spares the kiosk's flash memory. */
const keepEvery = 10_000

export function openSession(topic: string): Session {
  const shown = shallowRef<Shown | null>(null)
  const sync = shallowRef<Sync | null>(null)
  const running = ref(performance.now())
  const fault = ref<string | null>(null)
  const shelf = shelfOf()
  let latest: { epoch: string; seq: number; written: string } | null = null
  let keptStep = ''
  let keptAt = Number.NEGATIVE_INFINITY
  let live = false

  const store = new BoardStore({ topic, batch: defaultBatch }, {
    now: () => performance.now(),
    // In step with the screen, but never waiting for it: a screen that does not paint still gets its board.
    later: (run, ms) => window.setTimeout(run, ms),
    commit(next) {
      shown.value = next
      fault.value = null
    },
    sync(next) {
      running.value = performance.now()
      sync.value = next
      if (live) remember(next)
    },
    fault: (code) => { fault.value = code },
    gap: () => link.ask(),
  })

  function remember(next: Sync): void {
    const step = shown.value
    if (step === null || latest === null || performance.now() - keptAt < keepEvery) return
    if (latest.epoch !== step.epoch || latest.seq !== step.seq) return
    const name = `${step.epoch}/${step.seq}`
    keep(shelf, topic, name === keptStep ? null : latest.written, step, next, Date.now())
    keptStep = name
    keptAt = performance.now()
  }

  const kept = recall(shelf, topic, performance.now(), Date.now())
  if (kept !== null) {
    const { topic: name, epoch, seq, board } = kept.frame
    store.restore({ topic: name, epoch, seq, board }, kept.sync)
  }
  live = true
  const link = connectBrowser(topic, {
    receive(frame, written) {
      if (frame.t === 'snap') latest = { epoch: frame.epoch, seq: frame.seq, written }
      store.receive(frame)
    },
    refuse(error) {
      console.warn('refused frame', error.message)
      store.fallBehind()
    },
  })

  const tick = window.setInterval(() => { running.value = performance.now() }, 1000)
  onScopeDispose(() => {
    window.clearInterval(tick)
    link.stop()
  })

  const age = computed(() => (sync.value === null ? 0 : ageOf(sync.value, running.value)))
  return {
    shown, age, fault,
    level: computed(() => levelOf(age.value)),
    now: computed(() => (sync.value === null ? null : serverNow(sync.value, running.value))),
    asOf: computed(() => sync.value?.asOf ?? null),
  }
}
