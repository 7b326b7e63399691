/**
 * Export of finished spans: the queues between request threads and exporters, the OTLP
 * exporter and the console.
 */
@NullMarked
package io.github.tracingstarter.export;

import org.jspecify.annotations.NullMarked;
