// Where things stand on the wall, in design pixels (1080 lines). Pure: the size of the window and the sizes of the
// groups come in, boxes go out; nothing is measured in the page.

/** Pixels of the screen per design pixel. Very wide screens are ruled by their height alone. */
export function scaleOf(width: number, height: number): number {
  const byHeight = height / 1080
  return width / height > 2.6 ? byHeight : Math.min(byHeight, width / 1920)
}

export interface GroupSize {
  units: number
  medals: number
}

export interface Box { x: number; y: number; width: number; height: number }

export interface RowBox extends Box {
  medal: boolean
  /** Which sub-column the row stands in, counted over the page. */
  column: number
}

/** A group, or a part of a long one, on a page. */
export interface Section extends Box {
  group: number
  from: number
  to: number
  rows: RowBox[]
  /** Left edges of its sub-columns. */
  cellWidth: number
  /** Top of the line under the last row. */
  footTop: number
  footLeft: number
  /** Height that stays free below the foot. */
  spare: number
}

const measures = {
  head: 46, foot: 34, medal: 56, row: 40, groupGap: 40, cellGap: 28,
  groupsPerPage: 3, cellsPerPage: 4, rowsPerCell: 16, longest: 48,
  /** Rows are never taller than this times their design height. */
  stretch: 1.3,
  /** Part of the width that every sub-column gets alike; the rest follows the unit count. */
  alike: 0.86,
} as const

interface Piece extends GroupSize {
  group: number
  from: number
  cells: number
}

/** Pages of sections. area is the ranking's box; flat lists (an empty period) have no medal rows. */
export function pagesOf(groups: readonly GroupSize[], area: { width: number; height: number }): Section[][] {
  return packed(pieces(groups)).map((page) => arranged(page, area))
}

function pieces(groups: readonly GroupSize[]): Piece[] {
  return groups.flatMap((size, group) => {
    const parts: Piece[] = []
    for (let from = 0; from < size.units; from += measures.longest) {
      const units = Math.min(measures.longest, size.units - from)
      parts.push({ group, from, units, medals: from === 0 ? size.medals : 0, cells: Math.ceil(units / measures.rowsPerCell) })
    }
    return parts
  })
}

function packed(parts: readonly Piece[]): Piece[][] {
  const pages: Piece[][] = []
  let page: Piece[] = []
  for (const part of parts) {
    const cells = page.reduce((sum, other) => sum + other.cells, 0)
    const again = page.some((other) => other.group === part.group)
    if (page.length > 0 && (page.length === measures.groupsPerPage || cells + part.cells > measures.cellsPerPage || again)) {
      pages.push(page)
      page = []
    }
    page.push(part)
  }
  return page.length > 0 ? [...pages, page] : pages
}

function arranged(page: readonly Piece[], area: { width: number; height: number }): Section[] {
  const cells = page.reduce((sum, part) => sum + part.cells, 0)
  const gaps = (page.length - 1) * measures.groupGap + (cells - page.length) * measures.cellGap
  const room = area.width - gaps
  const load = page.reduce((sum, part) => sum + part.units, 0)
  const roomForRows = area.height - measures.head - measures.foot
  const tallest = Math.max(...page.map((part) => shortestHeight(part)))
  const stretch = Math.min(measures.stretch, roomForRows / tallest)
  const heights = { medal: Math.floor(measures.medal * stretch), row: Math.floor(measures.row * stretch) }
  let x = 0
  let column = 0
  return page.map((part) => {
    const share = measures.alike / cells + (1 - measures.alike) * part.units / part.cells / load
    const cellWidth = Math.floor(room * share)
    const section = filled(part, { x, width: cellWidth, column, heights, limit: shortestHeight(part) }, area.height)
    x += section.width + measures.groupGap
    column += part.cells
    return section
  })
}

interface Slot {
  x: number
  width: number
  column: number
  heights: { medal: number; row: number }
  /** Height of a sub-column, in unstretched rows. */
  limit: number
}

function filled(part: Piece, slot: Slot, height: number): Section {
  const rows: RowBox[] = []
  let cell = 0
  let used = 0
  let y: number = measures.head
  let bottom = y
  for (let index = 0; index < part.units; index += 1) {
    const medal = index < part.medals
    const design = medal ? measures.medal : measures.row
    if (used + design > slot.limit && cell < part.cells - 1) {
      cell += 1
      used = 0
      y = measures.head
    }
    const rowHeight = medal ? slot.heights.medal : slot.heights.row
    const x = slot.x + cell * (slot.width + measures.cellGap)
    rows.push({ x, y, width: slot.width, height: rowHeight, medal, column: slot.column + cell })
    used += design
    y += rowHeight
    bottom = Math.max(bottom, y)
  }
  return {
    group: part.group, from: part.from, to: part.from + part.units, rows, cellWidth: slot.width,
    x: slot.x, y: 0, width: part.cells * slot.width + (part.cells - 1) * measures.cellGap, height,
    footTop: y, footLeft: slot.x + cell * (slot.width + measures.cellGap), spare: height - bottom - measures.foot,
  }
}

/** The least height at which the rows fill no more than their sub-columns, in order. */
function shortestHeight(part: Piece): number {
  const heights = Array.from({ length: part.units }, (_, index) => (index < part.medals ? measures.medal : measures.row))
  const total = heights.reduce((sum, height) => sum + height, 0)
  let limit = Math.ceil(total / part.cells)
  while (cellsNeeded(heights, limit) > part.cells) limit += 4
  return limit
}

function cellsNeeded(heights: readonly number[], limit: number): number {
  let cells = 1
  let used = 0
  for (const height of heights) {
    if (used + height > limit && used > 0) {
      cells += 1
      used = 0
    }
    used += height
  }
  return cells
}

/** Tiles in a row of the panel: more units make them narrower, so that all stay in view. */
export function tilesPerRow(groups: readonly number[], height: number): number {
  for (const perRow of [4, 5, 6]) {
    const rows = groups.reduce((sum, units) => sum + Math.ceil(units / perRow), 0)
    if (rows * tile.row + groups.length * tile.label <= height) return perRow
  }
  return 6
}

const tile = { row: 43, label: 35 } as const
