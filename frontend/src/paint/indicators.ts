// What the wall knows of an indicator beside its words: whether its line is a stock or a day's flow.

const stocks = new Set(['verified_members', 'overdue_open', 'cards_issued', 'followers'])

export function isStock(indicator: string): boolean {
  return stocks.has(indicator)
}
