// The colour step of a total: fixed cut points that the board carries, so that a tile changes its colour only when its
// union changes its score.
import { compare } from './decimal'

/** 0 (darkest) to cuts.length; a cut point itself belongs to the step above it. */
export function rampStep(total: string, cuts: readonly string[]): number {
  return cuts.filter((cut) => compare(total, cut) >= 0).length
}
