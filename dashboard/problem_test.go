package dashboard

import (
	"context"
	"fmt"
	"testing"
)

func TestBusyIsNotBroken(t *testing.T) {
	p := problemFrom(fmt.Errorf("sum articles: %w", context.DeadlineExceeded))
	if p.code != codeNotReady || p.status != 503 || p.retry != 2 {
		t.Errorf("a question that took too long: %d %s, retry after %d", p.status, p.code, p.retry)
	}
	if p := problemFrom(fmt.Errorf("sum articles: %w", context.Canceled)); p.status != 500 {
		t.Errorf("anything else: %d %s", p.status, p.code)
	}
}
