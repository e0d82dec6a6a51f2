import { readdirSync, readFileSync, statSync } from 'node:fs'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { built as dist } from './build.ts'
import { useStage } from './stage.ts'

const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(new URL(file, dist)).isFile())

describe('the build', () => {
  it('keeps the first view under 200 kB of script, gzip', () => {
    const page = readFileSync(new URL('wall.html', dist), 'utf8')
    const scripts = [...page.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map((match) => match[1] ?? '')
    expect(scripts.length).toBeGreaterThan(0)
    const bytes = scripts.reduce((sum, script) => sum + statSync(new URL(`${script}.gz`, dist)).size, 0)
    expect(bytes).toBeLessThan(200_000)
  })

  it('keeps each desk page under that too, with every script that any of them asks for', () => {
    expect(readFileSync(new URL('desk.html', dist), 'utf8')).toContain('/assets/desk-')
    const scripts = files.filter((file) => file.endsWith('.js') && !/^assets\/wall-/.test(file))
    expect(scripts.length).toBeGreaterThan(2)
    // A script too small to be compressed is sent as it is.
    const sent = (script: string): number => statSync(new URL(files.includes(`${script}.gz`) ? `${script}.gz` : script, dist)).size
    expect(scripts.reduce((sum, script) => sum + sent(script), 0)).toBeLessThan(200_000)
  })

  it('has every text asset beside its compressed forms, equal to it', () => {
    const texts = files.filter((file) => /\.(html|js|css)$/.test(file))
    expect(texts.length).toBeGreaterThanOrEqual(3)
    for (const file of texts) {
      const plain = readFileSync(new URL(file, dist))
      if (plain.length < 512) continue
      expect(brotliDecompressSync(readFileSync(new URL(`${file}.br`, dist))).equals(plain), file).toBe(true)
      expect(gunzipSync(readFileSync(new URL(`${file}.gz`, dist))).equals(plain), file).toBe(true)
    }
  })

  it('names no foreign host and runs no text as code', () => {
    for (const file of files.filter((name) => /\.(html|js|css|svg)$/.test(name))) {
      const hosts = (readFileSync(new URL(file, dist), 'utf8').match(/https?:\/\/[a-z0-9.-]+/gi) ?? []).filter((host) => !/^https?:\/\/(www\.w3\.org|vuejs\.org)$/.test(host))
      expect(hosts, file).toEqual([])
      expect(/\beval\(|new Function\(/.test(readFileSync(new URL(file, dist), 'utf8')), file).toBe(false)
    }
  })

  it('keeps the file that the server needs to compile', () => expect(files).toContain('.gitkeep'))

  it('has hashed names for everything but the pages', () => {
    for (const file of files.filter((name) => name.startsWith('assets'))) expect(file).toMatch(/-[A-Za-z0-9_-]{8,}\.[a-z0-9]+(\.br|\.gz)?$/)
  })
})

describe('the faces', () => {
  const stage = useStage()
  it('are the bundled ones, in parts', async () => {
    const page = await stage.open()
    const used = await page.evaluate(() => [...document.fonts].filter((face) => face.status === 'loaded').map((face) => `${face.family.replace(/"/g, '')}`))
    expect([...new Set(used)].sort()).toEqual(['Barlow Semi Condensed', 'Noto Sans SC Variable', 'Noto Serif SC Variable'])
    expect(used.length).toBeLessThan(60)
    expect(stage.complaints).toEqual([])
  })
})
