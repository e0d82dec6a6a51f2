package dashboard

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"unionscreen/aggregator"
)

// answer sends value as JSON. Figures are of now, so nobody keeps them.
func answer(c *fiber.Ctx, status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	return answerRaw(c, status, body)
}

func answerRaw(c *fiber.Ctx, status int, body []byte) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Status(status).Context().SetContentType("application/json; charset=utf-8")
	c.Response().SetBodyRaw(body)
	return nil
}

// patience is the context of a question: Fiber tells nothing about a client that went away, so time bounds it.
func (s *Server) patience() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), s.cfg.AnswerTimeout)
}

// instant reads the at parameter; the zero time when it is not given. An offset is required: 00:00 of which zone?
func instant(value string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, value)
	if err != nil {
		return time.Time{}, badParameter("at")
	}
	return t, nil
}

// offsets is complete_to, never null.
func offsets(list []aggregator.Offset) []aggregator.Offset {
	if list == nil {
		return []aggregator.Offset{}
	}
	return list
}
