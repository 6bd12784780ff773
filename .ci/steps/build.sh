# The build with all its tests; a leaked buffer fails it.
./mvnw -B -ntp clean verify 2>&1 | tee "$work/build.log"
grep -q 'LEAK:' "$work/build.log" && fail "a buffer leaked"
pass "the build and its tests, without a leaked buffer"
