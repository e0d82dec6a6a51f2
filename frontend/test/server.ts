// A server that speaks the documented frames and serves the built pages: what the wall is tested against. Time is the
// test's: nothing is sent unless the test says so, and every frame carries the instants it is given.
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocketServer, type WebSocket } from 'ws'
import { built } from './build.ts'

const dist = fileURLToPath(built)
export const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2',
}

/** What the product's server sends too: nothing inline, nothing from elsewhere. */
export const policy = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; font-src 'self'; img-src 'self'; connect-src 'self'"

export interface Said {
  t: string
  topic?: string
  epoch?: string
  seq?: number
}

export class WallServer {
  /** Everything the pages said, in order. */
  readonly said: Said[] = []
  /** Upgrades accepted so far. */
  upgrades = 0
  /** What a subscription is answered with; null: nothing. */
  answer: (() => string) | null = null
  private http: Server | null = null
  private sockets = new Set<WebSocket>()
  private port = 0

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    const http = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname
      const file = path === '/wall' ? '/wall.html' : path
      readFile(join(dist, file)).then((content) => {
        response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-security-policy': policy })
        response.end(content)
      }, () => response.writeHead(404).end())
    })
    const sockets = new WebSocketServer({ server: http, path: '/ws', handleProtocols: (offered) => (offered.has('unionscreen.v1') ? 'unionscreen.v1' : false) })
    sockets.on('connection', (socket) => this.welcome(socket))
    // The same port again after a stop: the page reconnects to where it came from.
    await new Promise<void>((resolve) => http.listen(this.port, '127.0.0.1', resolve))
    this.port = (http.address() as AddressInfo).port
    this.http = http
  }

  /** Ends the server as kill -9 does: connections are cut, the port refuses. */
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate()
    this.sockets.clear()
    const http = this.http
    this.http = null
    if (http === null) return
    http.closeAllConnections()
    await new Promise((resolve) => http.close(resolve))
  }

  send(text: string): void {
    for (const socket of this.sockets) socket.send(text)
  }

  close(code: number, reason: string): void {
    for (const socket of this.sockets) socket.close(code, reason)
  }

  private welcome(socket: WebSocket): void {
    this.upgrades += 1
    this.sockets.add(socket)
    socket.on('close', () => this.sockets.delete(socket))
    socket.on('message', (data) => {
      const said = JSON.parse(String(data)) as Said
      this.said.push(said)
      if (said.t === 'sub' && this.answer !== null) socket.send(this.answer())
    })
  }
}
