// Text that must not be cut is made smaller. The width is estimated from the script, not measured: measuring thirty
// rows forces a layout for each, and the faces are bundled, so the estimate holds.

/** Width in em: Han, kana and full-width signs take one, the rest about half. */
export function widthInEm(written: string): number {
  let width = 0
  for (const sign of written) width += wide.test(sign) ? 1 : /[A-Z\u2014MW]/.test(sign) ? 0.68 : /[ .,:·|iljI'（）]/.test(sign) ? 0.3 : 0.56
  return width
}

const wide = /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\ud840-\ud87f]/

/** The size (design px) at which the text fits, at most wanted and at least smallest. */
export function fitted(written: string, wanted: number, room: number, smallest: number): number {
  const width = widthInEm(written)
  if (width * wanted <= room) return wanted
  return Math.max(smallest, Math.floor((room / width) * 2) / 2)
}
