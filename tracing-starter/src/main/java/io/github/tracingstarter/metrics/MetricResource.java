package io.github.tracingstarter.metrics;

import io.opentelemetry.sdk.resources.Resource;

/**
 * The resource of the spans, for metrics that OpenTelemetry's SDK does not create.
 *
 * @param value the resource
 */
public record MetricResource(Resource value) {

}
