import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readFrame, type Board } from '../wire'
import { withoutFakes } from './blank'

function boardOf(firstEvent: boolean): Board {
  const frame = readFrame(readFileSync(new URL('../../../dashboard/push/testdata/frames/snap.json', import.meta.url), 'utf8'))
  if (frame.t !== 'snap') throw new Error('a snapshot wanted')
  return { ...frame.board, firstEvent }
}

describe('a board before the first event', () => {
  it('has no ranks, totals and means', () => {
    const { groups } = withoutFakes(boardOf(false))
    expect(groups.map((group) => [group.units.length, group.mean, group.last])).toEqual([[15, '', null], [11, '', null], [4, '', null]])
    for (const unit of groups.flatMap((group) => group.units)) expect(unit).toMatchObject({ rank: 0, tied: false, total: '', movement: null })
  })

  it('is left alone from the first event on', () => {
    const board = boardOf(true)
    expect(withoutFakes(board)).toBe(board)
  })
})
