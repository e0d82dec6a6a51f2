// A server of the documented answers and of the built desk pages. The clock is the test's: what the server says of the
// time stands in its Date header.
import { readFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { built } from './build.ts'
import { morning } from './boards.ts'
import { policy, types } from './server.ts'

const dist = fileURLToPath(built)
const pages = ['/desk', '/union', '/docs']

/** An answer as JSON, or a problem. */
export interface Given { status?: number; body: unknown }

export class DeskServer {
  /** The server's clock. */
  now = morning
  /** Answers by path; a path without one does not exist. */
  readonly answers = new Map<string, (query: URLSearchParams) => Given | null>()
  /** Every question that was asked of /api, in order. */
  readonly asked: string[] = []
  private http: Server | null = null
  private port = 0

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    const http = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost')
      response.sendDate = false
      response.setHeader('Date', new Date(this.now).toUTCString())
      if (url.pathname.startsWith('/api/')) return this.tell(url, response)
      const file = pages.includes(url.pathname) ? '/desk.html' : url.pathname
      readFile(join(dist, file)).then((content) => {
        response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-security-policy': policy })
        response.end(content)
      }, () => response.writeHead(404).end())
    })
    // The same port again after a stop: the page asks where it came from.
    await new Promise<void>((resolve) => http.listen(this.port, '127.0.0.1', resolve))
    this.port = (http.address() as AddressInfo).port
    this.http = http
  }

  async stop(): Promise<void> {
    const http = this.http
    this.http = null
    if (http === null) return
    http.closeAllConnections()
    await new Promise((resolve) => http.close(resolve))
  }

  private tell(url: URL, response: ServerResponse): void {
    this.asked.push(url.pathname + url.search)
    const given = this.answers.get(url.pathname)?.(url.searchParams) ?? { status: 404, body: { code: 'not_found', title: '没有这个地址', status: 404 } }
    response.writeHead(given.status ?? 200, { 'content-type': given.status === undefined ? 'application/json; charset=utf-8' : 'application/problem+json; charset=utf-8' })
    response.end(JSON.stringify(given.body))
  }
}
