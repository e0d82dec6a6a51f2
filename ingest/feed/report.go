package feed

// Progress is how far an import is. Part of Whole is in a measure of the file's format: bytes or rows.
type Progress struct {
	Part, Whole                      int64
	Rows, Produced, Rejected, Number int
}

// Report is what an import did. Rows counts what was read in this run; each row is skipped, rejected, or made
// events (none, if it met no rule's conditions).
type Report struct {
	Rows        int
	Skipped     map[string]int // rows by the name of the skip rule
	Silent      int            // rows that met no rule's conditions
	Events      map[string]int // events by type, handed to Produce (in a dry run: that would have been)
	Rejected    map[string]int // rows by reason
	Faults      []Fault        // the first of the rejected rows, at most 20
	From        int            // the row after which a resumed import went on; 0: from the beginning
	RejectsFile string         // the file to mend; empty: there is none
}

const maxFaults = 20

// Produced is the number of events.
func (r Report) Produced() int { return sum(r.Events) }

// RejectedRows is the number of rejected rows.
func (r Report) RejectedRows() int { return sum(r.Rejected) }

func sum(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}
