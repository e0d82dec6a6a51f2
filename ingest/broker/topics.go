package broker

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/segmentio/kafka-go"
)

// settleTopics creates what is missing and brings what is there to the configuration: an old directory remembers the
// sizes of its first start. Partitions are raised, never lowered: their records would go.
func (b *Broker) settleTopics(ctx context.Context) error {
	want := map[string]string{
		"retention.bytes": strconv.FormatInt(b.cfg.RetentionBytes, 10),
		"retention.ms":    "-1",
		"segment.bytes":   strconv.FormatInt(b.cfg.SegmentBytes, 10),
	}
	var raise []kafka.TopicPartitionsConfig
	var alter []kafka.IncrementalAlterConfigsRequestResource
	for _, t := range b.cfg.Topics {
		info := b.cluster.TopicInfo(t.Name)
		if info == nil {
			if err := b.cluster.CreateTopic(t.Name, int32(t.Partitions), want); err != nil {
				return fmt.Errorf("create topic %s: %w", t.Name, err)
			}
			continue
		}
		if len(b.cluster.PartitionInfos(t.Name)) < t.Partitions {
			raise = append(raise, kafka.TopicPartitionsConfig{Name: t.Name, Count: int32(t.Partitions)})
		}
		if changes := differing(info.Configs, want); len(changes) > 0 {
			alter = append(alter, kafka.IncrementalAlterConfigsRequestResource{
				ResourceType: kafka.ResourceTypeTopic, ResourceName: t.Name, Configs: changes,
			})
		}
	}
	if len(raise)+len(alter) == 0 {
		return nil
	}
	return b.alterTopics(ctx, raise, alter)
}

func differing(have map[string]*string, want map[string]string) []kafka.IncrementalAlterConfigsRequestConfig {
	var changes []kafka.IncrementalAlterConfigsRequestConfig
	for name, value := range want {
		if have[name] == nil || *have[name] != value {
			changes = append(changes, kafka.IncrementalAlterConfigsRequestConfig{
				Name: name, Value: value, ConfigOperation: kafka.ConfigOperationSet,
			})
		}
	}
	return changes
}

// alterTopics goes through the front door: kfake has no method for it.
func (b *Broker) alterTopics(ctx context.Context, raise []kafka.TopicPartitionsConfig, alter []kafka.IncrementalAlterConfigsRequestResource) error {
	transport := &kafka.Transport{}
	defer transport.CloseIdleConnections()
	client := &kafka.Client{Addr: kafka.TCP(b.addr), Timeout: 10 * time.Second, Transport: transport}
	var faults []error
	if len(raise) > 0 {
		res, err := client.CreatePartitions(ctx, &kafka.CreatePartitionsRequest{Topics: raise})
		faults = append(faults, err)
		if err == nil {
			for topic, err := range res.Errors {
				if err != nil {
					faults = append(faults, fmt.Errorf("topic %s: %w", topic, err))
				}
			}
		}
	}
	if len(alter) > 0 {
		res, err := client.IncrementalAlterConfigs(ctx, &kafka.IncrementalAlterConfigsRequest{Resources: alter})
		faults = append(faults, err)
		if err == nil {
			for _, r := range res.Resources {
				if r.Error != nil {
					faults = append(faults, fmt.Errorf("topic %s: %w", r.ResourceName, r.Error))
				}
			}
		}
	}
	if err := errors.Join(faults...); err != nil {
		return fmt.Errorf("adapt topics of the embedded broker: %w", err)
	}
	return nil
}
