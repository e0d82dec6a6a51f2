package export

import (
	"errors"
	"io"
	"time"
)

const daySecond = "2006-01-02 15:04:05"

func (doc *Measures) fields(l Lang) []field {
	return []field{
		{l.of("单位代码", "Code"), 14, true}, {l.of("单位", "Union"), 24, true}, {l.of("指标代码", "Indicator"), 22, true}, {l.of("指标", "Name"), 20, true},
		{l.of("状态", "State"), 10, false}, {l.of("实绩", "Value"), 12, false}, {l.of("计量单位", "Unit"), 9, false}, {l.of("分子", "Numerator"), 12, false},
		{l.of("分母", "Denominator"), 12, false}, {l.of("中位数", "Median"), 10, false}, {l.of("完成率（含超期）", "Done at all, %"), 11, false}, {l.of("数据截至", "Data as of"), 20, false},
	}
}

func (doc *Measures) rows(l Lang) func(func([]cell) error) error {
	return func(add func([]cell) error) error {
		row := make([]cell, len(doc.fields(l)))
		for i := range doc.Rows {
			m := &doc.Rows[i]
			row[0], row[1], row[2], row[3] = words(m.Union), words(m.Name), words(m.Indicator), words(l.name(m.Names))
			row[4], row[5], row[6] = words(l.itemState(m.State)), l.measured(m), words(l.name(m.Unit))
			row[7], row[8], row[9], row[10] = blankOr(m.Numerator), blankOr(m.Denominator), blankOr(m.Median), blankOr(m.Answered)
			row[11] = words(m.AsOf.Format(daySecond))
			if err := add(row); err != nil {
				return err
			}
		}
		return nil
	}
}

func (l Lang) measured(m *Measure) cell {
	switch m.State {
	case "no_data":
		return words(l.of("无数据", "no data"))
	case "not_applicable":
		return words(notApplicable)
	}
	return figure(m.Value)
}

// WriteMeasuresCSV writes one row per figure.
func WriteMeasuresCSV(w io.Writer, doc Measures, lang Lang) error {
	return writeCSV(w, titles(doc.fields(lang)), doc.rows(lang))
}

// WriteMeasuresXLSX writes the same rows as a printable sheet.
func WriteMeasuresXLSX(w io.Writer, doc Measures, lang Lang) error {
	title := lang.of(lang.Period(doc.Period.ID)+"指标数据", "Measures, "+lang.Period(doc.Period.ID))
	span := doc.Period.Start.Format("2006-01-02 15:04") + lang.of(" 至 ", " to ") + doc.Period.ending()
	return writeList(w, lang, doc.AsOf, list{name: lang.of("指标数据", "Measures"), title: title, left: lang.of("统计区间：", "Period: ") + span,
		right: lang.of("数据截至：", "Data as of ") + doc.AsOf.Format(daySecond), fields: doc.fields(lang)}, doc.rows(lang))
}

func (doc *Unions) fields(l Lang) []field {
	return []field{
		{l.of("代码", "Code"), 14, true}, {l.of("名称", "Name"), 28, true}, {l.of("简称", "Short name"), 14, true}, {l.of("上级", "Parent"), 14, true},
		{l.of("层级", "Level"), 10, false}, {l.of("类别", "Kind"), 11, false}, {l.of("顺序", "Order"), 6, false}, {l.of("区划代码", "Region"), 10, false},
		{l.of("报送内容", "Reports"), 26, true}, {l.of("起", "From"), 11, false}, {l.of("止", "To"), 11, false}, {l.of("继承单位", "Successor"), 14, true},
	}
}

func (doc *Unions) rows(l Lang) func(func([]cell) error) error {
	return func(add func([]cell) error) error {
		row := make([]cell, len(doc.fields(l)))
		for i := range doc.Rows {
			u := &doc.Rows[i]
			for k, text := range []string{u.Code, u.Name, u.ShortName, u.Parent, u.Level, u.Kind, "", u.RegionCode, u.Reports, u.ValidFrom, u.ValidTo, u.Successor} {
				row[k] = words(text)
			}
			row[6] = whole(u.Order)
			if err := add(row); err != nil {
				return err
			}
		}
		return nil
	}
}

// WriteUnionsCSV writes one row per union of the registry.
func WriteUnionsCSV(w io.Writer, doc Unions, lang Lang) error {
	return writeCSV(w, titles(doc.fields(lang)), doc.rows(lang))
}

// WriteUnionsXLSX writes the same rows as a printable sheet.
func WriteUnionsXLSX(w io.Writer, doc Unions, lang Lang) error {
	asOf := ""
	if !doc.AsOf.IsZero() { // no figures yet: the registry is there all the same
		asOf = lang.of("数据截至：", "Data as of ") + doc.AsOf.Format(daySecond)
	}
	return writeList(w, lang, doc.AsOf, list{name: lang.of("工会名录", "Unions"), title: lang.of("工会名录", "Registry of unions"), left: doc.Owner,
		right: asOf, fields: doc.fields(lang)}, doc.rows(lang))
}

// writeList writes a workbook of one list.
func writeList(w io.Writer, lang Lang, asOf time.Time, l list, rows func(func([]cell) error) error) (err error) {
	b, err := newBook(lang, l.title, foot(lang, l.title, l.right), asOf)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.file.Close()) }()
	if err := b.table(l, rows); err != nil {
		return err
	}
	return b.write(w)
}
