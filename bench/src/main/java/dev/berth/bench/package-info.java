/** Measurements: a load client for RTMP players, and micro-benchmarks of hot paths. */
@org.jspecify.annotations.NullMarked
package dev.berth.bench;
