/**
 * Sends for OpenTelemetry's own gRPC exporters, which an application may have in addition
 * to the starter's.
 */
@NullMarked
package io.github.tracingstarter.export.sender;

import org.jspecify.annotations.NullMarked;
