package score

// logminmax (对数标准化): minmax of ln(x + 1), which the spread holds in place of the values.
func logminmax(p *problem) exact { return minmax(p) }
