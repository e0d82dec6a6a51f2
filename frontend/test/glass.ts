// What must hold of every picture of the wall: nothing cut, nothing outside, no text on another.
import type { Page } from 'playwright-core'

export interface Fault { kind: string; what: string }

/** Runs in the page; answers every fault it sees, none for a good picture. */
export async function faultsOf(page: Page): Promise<Fault[]> {
  return page.evaluate(() => {
    interface Written { text: string; owner: Element; left: number; right: number; top: number; bottom: number }
    const faults: { kind: string; what: string }[] = []
    const root = document.documentElement
    const view = { width: window.innerWidth, height: window.innerHeight }
    if (root.scrollWidth > view.width || root.scrollHeight > view.height) faults.push({ kind: 'scrolls', what: `${root.scrollWidth} × ${root.scrollHeight}` })

    // The box of the glyphs, not of the line: faces reserve more above and below than they draw.
    const texts: Written[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = (node.textContent ?? '').trim()
      const owner = node.parentElement
      if (text === '' || owner === null) continue
      const style = getComputedStyle(owner)
      if (style.visibility === 'hidden') continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const box of range.getClientRects()) {
        if (box.width === 0) continue
        const middle = (box.top + box.bottom) / 2
        const half = (parseFloat(style.fontSize) * 0.86) / 2
        texts.push({ text, owner, left: box.left, right: box.right, top: middle - half, bottom: middle + half })
      }
      for (let element: Element | null = owner; element !== null && element !== document.body; element = element.parentElement) {
        const overflow = getComputedStyle(element).overflowX
        const inline = getComputedStyle(element).display === 'inline'
        if (!inline && overflow !== 'visible' && element.scrollWidth > element.clientWidth + 1) faults.push({ kind: 'cut', what: text })
      }
    }
    for (const box of texts) {
      if (box.left < -0.5 || box.top < -0.5 || box.right > view.width + 0.5 || box.bottom > view.height + 0.5) faults.push({ kind: 'outside', what: box.text })
    }
    texts.forEach((a, index) => {
      for (const b of texts.slice(index + 1)) {
        if (a.owner === b.owner) continue
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
        if (wide > 1 && high > 1) faults.push({ kind: 'overlap', what: `${a.text} | ${b.text}` })
      }
    })
    for (const row of document.querySelectorAll('[data-union]')) {
      const box = row.getBoundingClientRect()
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
      if (top === null || !row.contains(top)) faults.push({ kind: 'covered', what: row.textContent ?? '' })
    }
    return faults
  })
}

export interface RowText { union: string; rank: string; name: string; score: string; tied: boolean }

/** The rows of a group as they stand on the glass, top to bottom, sub-column by sub-column. */
export async function rowsOf(page: Page, group: string): Promise<RowText[]> {
  return page.evaluate((id) => {
    const rows = [...document.querySelectorAll(`[data-group="${id}"] [data-union]`)].map((row) => ({ row, box: row.getBoundingClientRect() }))
    rows.sort((a, b) => Math.round(a.box.left - b.box.left) || a.box.top - b.box.top)
    const read = (row: Element, selector: string): string => {
      const clone = row.querySelector(selector)?.cloneNode(true)
      if (!(clone instanceof Element)) return ''
      clone.querySelectorAll('[aria-hidden]').forEach((hidden) => hidden.remove())
      return (clone.textContent ?? '').trim()
    }
    return rows.map(({ row }) => ({
      union: row.getAttribute('data-union') ?? '', rank: read(row, '.rank .num'), name: read(row, '.name'), score: read(row, '.score') || read(row, '.veto'),
      tied: row.querySelector('.tag, .rank em') !== null,
    }))
  }, group)
}

/** The text of a pane, spaces put together. */
export async function textOf(page: Page, selector: string): Promise<string> {
  const text = await page.locator(selector).first().textContent()
  return (text ?? '').replace(/\s+/g, ' ').trim()
}
