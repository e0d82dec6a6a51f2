package event

import (
	"bytes"
	"strings"
	"time"

	"github.com/valyala/fastjson"
)

// The attributes that the checks know, in the order in which their faults are reported. All others are extensions and
// are ignored, though not kept either.
const (
	attrID = iota
	attrSource
	attrType
	attrTime
	attrSubject
	attrCorrects
	attrDataType
	attrVersion
	attrCount
)

var attributeNames = [attrCount]string{"id", "source", "type", "time", "subject", "corrects", "datacontenttype", "specversion"}

const (
	lastRequired = attrTime // id, source, type and time are required
	lastJudged   = attrDataType
)

// attribute is one attribute as received. wrong says what it is instead of a string; text is then nil.
type attribute struct {
	given bool
	wrong string
	text  []byte
}

// message is one CloudEvent on its way through the checks, whichever mode it came in. Its bytes live until the next one.
type message struct {
	binary     bool
	encoded    bool // data_base64 is given
	attributes [attrCount]attribute
	root       *fastjson.Value  // the parsed value of the record
	data       *fastjson.Value  // nil = missing
	object     *fastjson.Object // data, if it is an object
	kind       *eventType       // nil = the type is not in the catalogue
	time       time.Time
	fields     *[maxFields]fieldRead // as many as the type has; the rest is of earlier messages
	hashes     [len(personFields)]struct {
		given bool
		text  [32]byte
	}
}

// readStructured takes the attributes and data out of the envelope.
func (m *message) readStructured(entries []entry) {
	for _, e := range entries {
		if string(e.key) == "data" {
			m.setData(e.value)
			continue
		}
		if string(e.key) == "data_base64" {
			m.encoded = e.value.Type() != fastjson.TypeNull
			continue
		}
		for i, name := range attributeNames {
			if string(e.key) == name {
				m.attributes[i] = readString(e.value)
				break
			}
		}
	}
}

func (m *message) setData(v *fastjson.Value) {
	m.data = v
	if v.Type() == fastjson.TypeObject {
		m.object = v.GetObject()
	}
}

func readString(v *fastjson.Value) attribute {
	if v.Type() != fastjson.TypeString {
		return attribute{given: true, wrong: nameOfType(v)}
	}
	return attribute{given: true, text: v.GetStringBytes()}
}

func nameOfType(v *fastjson.Value) string {
	switch v.Type() {
	case fastjson.TypeNull:
		return "null"
	case fastjson.TypeNumber:
		return "a number"
	case fastjson.TypeTrue, fastjson.TypeFalse:
		return "true or false"
	case fastjson.TypeArray:
		return "a list"
	case fastjson.TypeObject:
		return "an object"
	}
	return "a string"
}

// hashOf gives the hash that stands for the person named by a field of data, nil if the field names none.
func (m *message) hashOf(field []byte) []byte {
	for i := range personFields {
		if m.hashes[i].given && string(field) == personFields[i] {
			return m.hashes[i].text[:]
		}
	}
	return nil
}

// judgeAttributes reports the first attribute with a bad value.
func (m *message) judgeAttributes() *fault {
	for i := 0; i <= lastJudged; i++ {
		a := &m.attributes[i]
		if !a.given {
			continue
		}
		if problem := m.judgeAttribute(i, a); problem != "" {
			return badValue(attributeNames[i], problem)
		}
	}
	if m.encoded {
		return badValue("data_base64", "stands beside data; send data only, as a JSON object")
	}
	return nil
}

func (m *message) judgeAttribute(i int, a *attribute) string {
	if a.wrong != "" {
		return "is " + a.wrong + "; send a string"
	}
	if len(a.text) == 0 {
		return "is empty; give a value or, where it is optional, leave it out"
	}
	switch i {
	case attrTime:
		t, problem := parseTime(a.text)
		if problem != "" {
			return problem + "; send an RFC 3339 time with offset"
		}
		m.time = t
	case attrSubject:
	case attrDataType:
		if !isJSONType(a.text) {
			return "is not application/json; send data as JSON"
		}
	case attrCorrects:
		if !isCodeText(a.text) {
			return wantCode
		}
		if bytes.Equal(a.text, m.attributes[attrID].text) {
			return "names the event itself; name the earlier event that this one replaces"
		}
	default:
		if !isCodeText(a.text) {
			return wantCode
		}
	}
	return ""
}

// isJSONType recognises application/json and application/*+json, with or without parameters.
func isJSONType(contentType []byte) bool {
	t := mediaType(contentType)
	return t == "application/json" || strings.HasPrefix(t, "application/") && strings.HasSuffix(t, "+json")
}

// mediaType gives the type without its parameters, in lower case.
func mediaType(contentType []byte) string {
	t, _, _ := bytes.Cut(contentType, []byte{';'})
	return strings.ToLower(string(bytes.TrimSpace(t)))
}
