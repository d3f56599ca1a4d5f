// Times one operation of a library in Go, as nines-bench asks for it:
//
//	go_peers LIBRARY/OPERATION THREADS ITERATIONS
//
// prints the nanoseconds per unit of work of the slowest thread. All threads work on the same metrics.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"

	"github.com/prometheus/common/expfmt"
)

// A work is prepared once per program and then once per thread; the loop that this gives is timed.
type work struct {
	prepare func(thread int) func(iterations int)
	// Instead: what is told is no time but this.
	size func() float64
	// Units of work in one iteration, such as the lines of a page.
	units int
}

// What can be asked for. A work is made when it is asked for, as some take seconds to make.
var works = map[string]func() work{
	"client_golang/counter":            counterOfClientGolang,
	"client_golang/counter-by-1.5":     floatCounterOfClientGolang,
	"client_golang/gauge":              gaugeOfClientGolang,
	"client_golang/histogram":          histogramOfClientGolang,
	"client_golang/native-histogram":   nativeHistogramOfClientGolang,
	"client_golang/look-up":            lookUpOfClientGolang,
	"client_golang/encode-histograms":  encodedHistogramsOfClientGolang,
	"client_golang/encode-counters": func() work {
		return encodedCountersOfClientGolang(10_000, expfmt.FmtText)
	},
	"client_golang/encode-counters-protobuf": func() work {
		return encodedCountersOfClientGolang(10_000, expfmt.FmtProtoDelim)
	},
	"promhttp/gzip-page":               gzippedPageOfPromhttp,
	"promhttp/gzip-size":               gzippedSizeOfPromhttp,
	"expfmt/parse":                     parsedPageOfExpfmt,
	"victoria_metrics/counter":         counterOfVictoriaMetrics,
	"victoria_metrics/histogram":       histogramOfVictoriaMetrics,
	"victoria_metrics/look-up":         lookUpOfVictoriaMetrics,
	"victoria_metrics/encode-counters": func() work { return encodedCountersOfVictoriaMetrics(10_000) },
	"victoria_metrics/encode-100000-counters": func() work {
		return encodedCountersOfVictoriaMetrics(100_000)
	},
	"victoria_metrics/encode-gauges": encodedGaugesOfVictoriaMetrics,
}

func main() {
	if len(os.Args) != 4 {
		fail("usage: go_peers OPERATION THREADS ITERATIONS\n" + operations())
	}
	threads, err := strconv.Atoi(os.Args[2])
	if err != nil || threads < 1 {
		fail("THREADS must be a positive number")
	}
	iterations, err := strconv.Atoi(os.Args[3])
	if err != nil || iterations < 1 {
		fail("ITERATIONS must be a positive number")
	}
	make, found := works[os.Args[1]]
	if !found {
		fail("unknown operation " + os.Args[1] + "\n" + operations())
	}
	runtime.GOMAXPROCS(2)
	fmt.Println(measure(threads, iterations, make()))
}

func operations() string {
	var names []string
	for name := range works {
		names = append(names, name)
	}
	sort.Strings(names)
	return "operations: " + strings.Join(names, " ")
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(2)
}
