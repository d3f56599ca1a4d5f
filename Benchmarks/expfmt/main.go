// Times the text parser of prometheus/common, as nines-bench asks for it:
//
//	expfmt FILE
//
// prints the nanoseconds per line of the file, read from memory once.
package main

import (
	"bytes"
	"fmt"
	"os"
	"time"

	"github.com/prometheus/common/expfmt"
)

func main() {
	if len(os.Args) != 2 {
		fail("usage: expfmt FILE")
	}
	page, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail(err.Error())
	}
	lines := bytes.Count(page, []byte("\n"))
	var parser expfmt.TextParser
	start := time.Now()
	if _, err := parser.TextToMetricFamilies(bytes.NewReader(page)); err != nil {
		fail(err.Error())
	}
	fmt.Println(float64(time.Since(start).Nanoseconds()) / float64(lines))
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(2)
}
