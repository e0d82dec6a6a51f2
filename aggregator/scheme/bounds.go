package scheme

import (
	"fmt"

	"github.com/goccy/go-yaml/token"
)

// Bounds of a document's structure. The deepest value of a scheme written in blocks lies ten levels down; its largest
// mapping has 18 keys.
const (
	maxDepth = 32
	maxKeys  = 1000 // of one mapping: enough for every fault of a confused file to be told
)

// level is one mapping or list that is open: where it stands and how many keys it has so far.
type level struct {
	column, keys int
}

// outline follows the structure of a document token by token.
type outline struct {
	blocks []level // by ascending column
	flows  []level // of brackets, inside the blocks
}

// bounded says on which line a document is nested too deep or a mapping too long. It is asked before the parser, whose
// work grows with the square of both: a kilobyte of brackets costs nothing, a megabyte of them minutes.
func bounded(tokens token.Tokens) (line int, fault string) {
	var o outline
	for _, t := range tokens {
		if keys := o.take(t); keys > maxKeys {
			return t.Position.Line, fmt.Sprintf("a mapping has more than %d keys", maxKeys)
		}
		if len(o.blocks)+len(o.flows) > maxDepth {
			return t.Position.Line, fmt.Sprintf("nested more than %d levels deep", maxDepth)
		}
	}
	return 0, ""
}

// take goes on by one token and answers the keys that its mapping now has.
func (o *outline) take(t *token.Token) (keys int) {
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		o.flows = append(o.flows, level{})
	case token.SequenceEndType, token.MappingEndType:
		if len(o.flows) > 0 {
			o.flows = o.flows[:len(o.flows)-1]
		}
	case token.SequenceEntryType:
		if len(o.flows) == 0 {
			o.block(t.Position.Column)
		}
	case token.MappingValueType:
		return o.key(keyColumn(t))
	case token.MappingKeyType: // "? key"
		return o.key(t.Position.Column)
	}
	return 0
}

// key counts one key more of the mapping that is open.
func (o *outline) key(column int) int {
	open := o.flows
	if len(open) == 0 {
		open = o.block(column)
	}
	open[len(open)-1].keys++
	return open[len(open)-1].keys
}

// block closes the blocks that stand to the right of the column and opens one there.
func (o *outline) block(column int) []level {
	for len(o.blocks) > 0 && o.blocks[len(o.blocks)-1].column > column {
		o.blocks = o.blocks[:len(o.blocks)-1]
	}
	if len(o.blocks) == 0 || o.blocks[len(o.blocks)-1].column < column {
		o.blocks = append(o.blocks, level{column: column})
	}
	return o.blocks
}

// keyColumn is where the key stands that a colon follows.
func keyColumn(colon *token.Token) int {
	if colon.Prev != nil {
		return colon.Prev.Position.Column
	}
	return colon.Position.Column
}
