package ingest

import (
	"reflect"
	"testing"
	"time"

	"unionscreen/ingest/event"
	"unionscreen/queries"
)

// fixed answers every record alike.
type fixed struct {
	event    event.Event
	rejected *event.Rejection
}

func (f fixed) Decode(event.Input) (event.Event, *event.Rejection) { return f.event, f.rejected }

// filled gives every field of v's struct a value of its own.
func filled(t *testing.T, v reflect.Value) {
	t.Helper()
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		switch f := v.Field(i); f.Interface().(type) {
		case string:
			f.SetString("value of " + name)
		case time.Time:
			f.Set(reflect.ValueOf(time.Unix(int64(1000+i), 0).UTC()))
		case [16]byte:
			f.Set(reflect.ValueOf([16]byte{byte(i + 1)}))
		case []byte:
			f.SetBytes([]byte("bytes of " + name))
		case []string:
			f.Set(reflect.ValueOf([]string{"list of " + name}))
		default:
			t.Fatalf("no value is known for field %s of type %s", name, f.Type())
		}
	}
}

// sameFields wants every field of from in the row, under its own name.
func sameFields(t *testing.T, from reflect.Value, row queries.LedgerRow) {
	t.Helper()
	for i := range from.NumField() {
		name := from.Type().Field(i).Name
		in := reflect.ValueOf(row).FieldByName(name)
		if !in.IsValid() || !reflect.DeepEqual(in.Interface(), from.Field(i).Interface()) {
			t.Errorf("%s of the row is %v, want %v", name, in, from.Field(i))
		}
	}
}

func TestRowCarriesTheWholeEvent(t *testing.T) {
	var d fixed
	filled(t, reflect.ValueOf(&d.event).Elem())
	row := queries.LedgerRow{Src: "s", Offset: 7, OffsetEnd: 7}
	if fault := rowOf(d, event.Input{}, &row); fault || row.Status != queries.Accepted || row.Src != "s" || row.Offset != 7 {
		t.Fatalf("fault %t, row %+v", fault, row)
	}
	sameFields(t, reflect.ValueOf(d.event), row)
}

func TestRowCarriesTheWholeRejection(t *testing.T) {
	d := fixed{rejected: &event.Rejection{}}
	filled(t, reflect.ValueOf(d.rejected).Elem())
	row := queries.LedgerRow{Src: "s", Offset: 7, OffsetEnd: 7}
	if fault := rowOf(d, event.Input{}, &row); fault || row.Status != queries.Rejected {
		t.Fatalf("fault %t, row %+v", fault, row)
	}
	if row.ID != "" || row.Ident != [16]byte{} {
		t.Errorf("a rejected record takes no identity: %+v", row)
	}
	row.ID = d.rejected.ID
	sameFields(t, reflect.ValueOf(*d.rejected), row)
}
