// A period that nothing has come in yet has no standing: the server may score it, everybody at zero and first, but on
// the glass such zeros would read as results.
import type { Board } from '../wire'

/** The board as it is shown: before the first event without ranks, totals and means. */
export function withoutFakes(board: Board): Board {
  if (board.firstEvent) return board
  return {
    ...board,
    groups: board.groups.map((group) => ({
      ...group, mean: '', last: null,
      units: group.units.map((unit) => ({ ...unit, rank: 0, tied: false, total: '', movement: null })),
    })),
  }
}
