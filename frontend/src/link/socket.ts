// The only connection of the page. It subscribes to one topic, hands on checked frames and comes back by itself:
// after a close, after silence, after a broken frame. It knows nothing of boards or panes.
import { readFrame, subprotocol, WireError, type Frame } from '../wire'
import { delayAfterClose } from './backoff'

export interface Socket {
  send(text: string): void
  close(): void
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number; reason: string }) => void) | null
}

export interface LinkConfig {
  topic: string
  /** Longest silence before the connection counts as dead, in milliseconds; the server beats every 10 s. */
  deadAfter: number
  /** Shortest time between two requests for a snapshot, in milliseconds. */
  askPause: number
}

export const defaultLink: Omit<LinkConfig, 'topic'> = { deadAfter: 25_000, askPause: 5_000 }

export interface LinkDeps {
  open(protocol: string): Socket
  /** Milliseconds on a clock that never jumps. */
  now(): number
  random(): number
  later(run: () => void, ms: number): number
  cancel(timer: number): void
  /** written is the frame as it came. */
  receive(frame: Frame, written: string): void
  /** A frame that the check refused; the last good board stays. */
  refuse(error: WireError): void
}

export interface Link {
  start(): void
  /** Judges the connection anew, by time and not by counted ticks: for a page that slept. */
  wake(): void
  /** Asks for a whole snapshot: something was missed. */
  ask(): void
  stop(): void
}

export function createLink(config: LinkConfig, deps: LinkDeps): Link {
  let socket: Socket | null = null
  let opened = false
  let heard = 0
  let attempt = 0
  let asked = Number.NEGATIVE_INFINITY
  let watchdog: number | null = null
  let retry: number | null = null
  let asking: number | null = null

  function connect(): void {
    clear()
    heard = deps.now()
    opened = false
    const mine = deps.open(subprotocol)
    socket = mine
    mine.onopen = () => {
      opened = true
      heard = deps.now()
      subscribe()
    }
    mine.onmessage = (event) => {
      heard = deps.now()
      read(event.data)
    }
    mine.onclose = (event) => {
      if (socket === mine) lose(delayAfterClose(event.code, event.reason, attempt, deps.random()))
    }
    watch()
  }

  function subscribe(): void {
    asked = deps.now()
    // Without epoch and seq: the answer is always a whole snapshot, which is all this page applies.
    socket?.send(JSON.stringify({ t: 'sub', topic: config.topic }))
  }

  function read(data: unknown): void {
    try {
      if (typeof data !== 'string') throw new WireError('frame', 'text')
      const frame = readFrame(data)
      attempt = 0
      if (frame.t === 'snap') socket?.send(JSON.stringify({ t: 'ack', seq: frame.seq }))
      deps.receive(frame, data)
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      deps.refuse(error)
      ask()
    }
  }

  function ask(): void {
    if (asking !== null || !opened) return
    const wait = Math.max(0, asked + config.askPause - deps.now())
    asking = deps.later(() => {
      asking = null
      if (opened) subscribe()
    }, wait)
  }

  function watch(): void {
    watchdog = deps.later(() => {
      if (deps.now() - heard >= config.deadAfter) abandon()
      else watch()
    }, Math.max(250, heard + config.deadAfter - deps.now()))
  }

  /** A dead connection may take minutes to close: it is left behind and not waited for. */
  function abandon(): void {
    lose(delayAfterClose(1006, '', attempt, deps.random()))
  }

  function lose(delay: number): void {
    const old = socket
    clear()
    if (old !== null) {
      old.onopen = old.onmessage = old.onclose = null
      old.close()
    }
    attempt += 1
    retry = deps.later(connect, delay)
  }

  function clear(): void {
    for (const timer of [watchdog, retry, asking]) if (timer !== null) deps.cancel(timer)
    watchdog = retry = asking = null
    socket = null
    opened = false
  }

  return {
    start: connect,
    ask,
    wake() {
      if (socket === null && retry !== null) connect()
      else if (socket !== null && deps.now() - heard >= config.deadAfter) abandon()
    },
    stop() {
      const old = socket
      clear()
      if (old !== null) {
        old.onopen = old.onmessage = old.onclose = null
        old.close()
      }
    },
  }
}
