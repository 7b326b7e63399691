/**
 * Sends for OpenTelemetry's own exporters over gRPC, which an application may have beside
 * ours.
 */
@NullMarked
package io.github.tracingstarter.export.sender;

import org.jspecify.annotations.NullMarked;
