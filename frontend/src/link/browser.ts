// Ties the link to the browser: its WebSocket, its clocks and the events after which a connection must be judged anew.
import type { Frame, WireError } from '../wire'
import { defaultLink, Link, type Socket } from './socket'

export interface Listener {
  receive(frame: Frame, written: string): void
  refuse(error: WireError): void
}

export function connectBrowser(topic: string, listener: Listener): Link {
  const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`
  const link = new Link({ ...defaultLink, topic }, {
    open: (protocol) => adapt(new WebSocket(url, protocol)),
    now: () => performance.now(),
    random: Math.random,
    later: (run, ms) => window.setTimeout(run, ms),
    cancel: (timer) => window.clearTimeout(timer),
    ...listener,
  })
  for (const event of ['online', 'pageshow']) window.addEventListener(event, () => link.wake())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') link.wake()
  })
  link.start()
  return link
}

function adapt(socket: WebSocket): Socket {
  const adapted: Socket = {
    onopen: null, onmessage: null, onclose: null,
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: () => socket.close(),
  }
  socket.onopen = () => adapted.onopen?.()
  socket.onmessage = (event) => adapted.onmessage?.({ data: event.data })
  socket.onclose = (event) => adapted.onclose?.({ code: event.code, reason: event.reason })
  return adapted
}
