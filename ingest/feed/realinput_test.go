package feed

import (
	"context"
	"testing"
)

func TestQuick(t *testing.T) {
	for f, m := range map[string]string{"access.log": "access-log", "service-requests.csv": "service-requests"} {
		cfg := DefaultImport()
		cfg.File, cfg.Map = "/work/shared/data/"+f, "../../deploy/examples/"+m+".yaml"
		r, err := Import(context.Background(), cfg, func(ctx context.Context, b []Message) error {
			t.Logf("%s", b[0].Value)
			return nil
		}, func(p Progress) { t.Logf("%+v", p) })
		t.Logf("%+v %v", r, err)
	}
}
