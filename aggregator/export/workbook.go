package export

import (
	"errors"
	"io"
)

// WriteStandingsXLSX writes the workbook of an evaluation: a cover, one ranking per group, values, workings, what was
// entered beside them, definitions, and a sheet that recomputes totals and ranks.
func WriteStandingsXLSX(w io.Writer, doc Standings, lang Lang) (err error) {
	doc.Scheme.Ties = doc.ties()
	b, err := newBook(lang, doc.title(lang), doc.footer(lang), doc.AsOf)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.file.Close()) }()
	if err := b.cover(&doc, doc.sheets(lang)); err != nil {
		return err
	}
	var made []*rankingSheet
	for i := range doc.Groups {
		r, err := b.ranking(&doc, &doc.Groups[i])
		if err != nil {
			return err
		}
		made = append(made, r)
	}
	for _, step := range []func(*Standings) error{b.values, b.workings, b.adjustments, b.definitions} {
		if err := step(&doc); err != nil {
			return err
		}
	}
	if err := b.check(&doc, made); err != nil {
		return err
	}
	return b.write(w)
}

// sheets are what the cover says the file holds.
func (doc *Standings) sheets(l Lang) []string {
	list := []string{l.of("综合排名（每组一张）", "Ranking (one per group)"), l.of("指标实绩", "Values"), l.of("计分明细", "Workings")}
	return append(list, l.of("加减分依据（如有）", "Adjustments (if any)"), l.of("指标解释", "Definitions"), l.of("校验", "Check"))
}
