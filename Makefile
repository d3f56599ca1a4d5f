.PHONY: run test bench check soak

run: ; @scripts/run.sh
test: ; @scripts/test.sh
bench: ; @Benchmarks/run.sh
check: ; @scripts/check.sh
soak: ; @PART=$(PART) scripts/soak.sh
