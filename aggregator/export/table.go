package export

// field is one column of a plain table.
type field struct {
	name  string
	width float64
	text  bool // left-aligned and wrapped; centred otherwise
}

// list is a plain table on a sheet of its own: a title, a line, one header row, rows.
type list struct {
	name, title, left, right string
	fields                   []field
}

// Rows of such a sheet: the title, the line, the header.
const listHead = 3

// table writes a list; rows adds its rows one after another, which may reuse their cells.
func (b *book) table(l list, rows func(add func([]cell) error) error) error {
	p := plan{name: l.name, from: listHead, top: listHead}
	head, wide := make([]cell, len(l.fields)), 0.0
	for i, f := range l.fields {
		p.widths = append(p.widths, f.width)
		head[i], wide = words(f.name), wide+f.width
	}
	s, err := b.sheet(p)
	if err != nil {
		return err
	}
	if err := s.banner(l.title, l.left, l.right, len(l.fields), wide); err != nil {
		return err
	}
	tallest := 1.0
	for _, f := range l.fields {
		tallest = max(tallest, lines(f.name, f.width))
	}
	if err := s.add(14*tallest+6, headLook, head); err != nil {
		return err
	}
	add := func(cells []cell) error {
		height := 1.0
		for i := range cells {
			if !l.fields[i].text {
				continue
			}
			if cells[i].look == nil {
				cells[i].look = &textLook
			}
			height = max(height, lines(cells[i].text, l.fields[i].width-1))
		}
		return s.add(min(tallestRow, 14*height+3), midLook, cells)
	}
	if err := rows(add); err != nil {
		return err
	}
	return s.end()
}

// tallestRow is a little under what spreadsheet programs allow, in points.
const tallestRow = 400

// titles are the names of fields, as the header of a file with one.
func titles(fields []field) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.name
	}
	return out
}
