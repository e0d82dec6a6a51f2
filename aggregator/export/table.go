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
	grows                    bool // rows grow with what stands in them
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
	if err := s.add(20, headLook, head); err != nil {
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
			if l.grows {
				height = max(height, lines(cells[i].text, l.fields[i].width))
			}
		}
		if !l.grows {
			return s.add(0, midLook, cells)
		}
		return s.add(min(400, max(18, 14*height+2)), midLook, cells)
	}
	if err := rows(add); err != nil {
		return err
	}
	return s.end()
}

// titles are the names of fields, as the header of a file with one.
func titles(fields []field) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.name
	}
	return out
}
