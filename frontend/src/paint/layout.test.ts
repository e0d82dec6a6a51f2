import { describe, expect, it } from 'vitest'
import { pagesOf, scaleOf, tilesPerRow, type GroupSize, type Section } from './layout.ts'

const area = { width: 1074, height: 768 }
const sizes = (...units: number[]): GroupSize[] => units.map((count) => ({ units: count, medals: Math.min(3, count) }))

function boxesOf(page: Section[]): { x: number; y: number; right: number; bottom: number }[] {
  return page.flatMap((section) => section.rows.map((row) => ({ x: row.x, y: row.y, right: row.x + row.width, bottom: row.y + row.height })))
}

describe('scale', () => {
  it.each([[1920, 1080, 1], [1366, 768, 768 / 1080], [3840, 2160, 2], [1280, 1024, 1280 / 1920], [3840, 1080, 1], [5760, 1080, 1]] as const)('%i × %i', (width, height, scale) => {
    expect(scaleOf(width, height)).toBeCloseTo(scale, 3)
  })
})

describe('pages', () => {
  it.each([
    ['the thirty unions of a city', [15, 11, 4]], ['one group of thirty', [30]], ['sixteen in one column', [16, 11, 4]], ['a long and a short group', [28, 4]],
    ['forty-five in one', [45]], ['one union', [1]], ['twenty, eleven, six', [20, 11, 6]],
  ])('%s: every row inside, none on another', (_, counts) => {
    const [page = [], ...more] = pagesOf(sizes(...counts), area)
    expect(more).toEqual([])
    const boxes = boxesOf(page)
    expect(boxes).toHaveLength(counts.reduce((sum, count) => sum + count, 0))
    for (const box of boxes) {
      expect(box.right).toBeLessThanOrEqual(area.width)
      expect(box.bottom).toBeLessThanOrEqual(area.height)
    }
    for (const [index, a] of boxes.entries()) {
      for (const b of boxes.slice(index + 1)) expect(a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom).toBe(false)
    }
    for (const section of page) expect(section.footTop + 34).toBeLessThanOrEqual(area.height)
  })

  it('keeps rows at their design height for fifteen', () => {
    const [page] = pagesOf(sizes(15, 11, 4), area)
    const heights = page?.[0]?.rows.map((row) => row.height)
    expect(heights?.[0]).toBeGreaterThanOrEqual(56)
    expect(heights?.[3]).toBeGreaterThanOrEqual(40)
  })

  it('sets the rows of all groups on the same lines', () => {
    const [page] = pagesOf(sizes(15, 11, 4), area)
    const tops = page?.map((section) => section.rows.slice(0, 4).map((row) => row.y))
    expect(tops?.[1]).toEqual(tops?.[0])
    expect(tops?.[2]).toEqual(tops?.[0])
  })

  it('gives more width to more units', () => {
    const [page] = pagesOf(sizes(15, 11, 4), area)
    const widths = page?.map((section) => section.width) ?? []
    expect(widths).toEqual([...widths].sort((a, b) => b - a))
    expect(Math.min(...widths)).toBeGreaterThanOrEqual(290)
  })

  it('puts more than sixteen in two sub-columns', () => {
    const columns = (count: number): number => new Set(pagesOf(sizes(count), area)[0]?.[0]?.rows.map((row) => row.column)).size
    expect([columns(16), columns(17), columns(32), columns(45)]).toEqual([1, 2, 2, 3])
  })

  it('turns pages after three groups', () => {
    const pages = pagesOf(sizes(9, 8, 7, 6, 5), area)
    expect(pages.map((page) => page.map((section) => section.group))).toEqual([[0, 1, 2], [3, 4]])
  })

  it('shows all of a province, over pages', () => {
    const pages = pagesOf(sizes(120), area)
    expect(pages.flatMap((page) => page.flatMap((section) => section.rows)).length).toBe(120)
    expect(pages.map((page) => page.map((section) => [section.from, section.to]))).toEqual([[[0, 48]], [[48, 96]], [[96, 120]]])
  })

  it('has no page without groups', () => expect(pagesOf([], area)).toEqual([]))
})

describe('tiles', () => {
  it('grow narrower before they leave the panel', () => {
    expect([tilesPerRow([15, 11, 4], 452), tilesPerRow([21, 15, 9], 452), tilesPerRow([45], 452)]).toEqual([4, 6, 5])
  })
})
