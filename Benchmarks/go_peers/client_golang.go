package main

import (
	"bytes"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
)

func counterOfClientGolang() work {
	counter := prometheus.NewCounter(prometheus.CounterOpts{Name: "requests_total"})
	return each(counter.Inc)
}

func floatCounterOfClientGolang() work {
	counter := prometheus.NewCounter(prometheus.CounterOpts{Name: "busy_seconds_total"})
	return each(func() { counter.Add(1.5) })
}

func gaugeOfClientGolang() work {
	gauge := prometheus.NewGauge(prometheus.GaugeOpts{Name: "queue_length"})
	return each(func() { gauge.Set(7) })
}

func histogramOfClientGolang() work {
	histogram := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "seconds", Buckets: prometheus.DefBuckets})
	return eachDuration(histogram.Observe)
}

func nativeHistogramOfClientGolang() work {
	histogram := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "seconds", NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 160,
	})
	return eachDuration(histogram.Observe)
}

func lookUpOfClientGolang() work {
	family := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "http_requests_total"}, []string{"method", "route"})
	return eachKey(func(key key) { family.WithLabelValues(key.method, key.route).Inc() })
}

// Counters, gathered and encoded, per line of a text page.
func encodedCountersOfClientGolang(count int, format expfmt.Format) work {
	registry := prometheus.NewRegistry()
	family := prometheus.NewCounterVec(
		prometheus.CounterOpts{Name: "http_requests_total", Help: "Requests."}, []string{"method", "route"})
	registry.MustRegister(family)
	for index, key := range pageKeys(count) {
		family.WithLabelValues(key.method, key.route).Add(float64(index * 37))
	}
	return encoded(registry, count, format)
}

// 1,000 histograms of 11 buckets and +Inf, gathered and encoded as text 0.0.4, per line.
func encodedHistogramsOfClientGolang() work {
	const count = 1_000
	registry := prometheus.NewRegistry()
	family := prometheus.NewHistogramVec(
		prometheus.HistogramOpts{Name: "http_request_duration_seconds", Help: "Time."}, []string{"method", "route"})
	registry.MustRegister(family)
	values := durations(1)
	for index, key := range pageKeys(count) {
		for turn := 0; turn < 20; turn++ {
			family.WithLabelValues(key.method, key.route).Observe(values[index*20+turn])
		}
	}
	return encoded(registry, count*14, expfmt.FmtText)
}

// The whole way of a scrape, but for the transport.
func encoded(registry *prometheus.Registry, lines int, format expfmt.Format) work {
	return work{units: lines, prepare: func(int) func(int) {
		var page bytes.Buffer
		return func(iterations int) {
			for turn := 0; turn < iterations; turn++ {
				page.Reset()
				families, err := registry.Gather()
				if err != nil {
					fail(err.Error())
				}
				encoder := expfmt.NewEncoder(&page, format)
				for _, family := range families {
					if err := encoder.Encode(family); err != nil {
						fail(err.Error())
					}
				}
			}
		}
	}}
}
