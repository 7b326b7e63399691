package io.github.tracingstarter.ui;

import java.util.List;
import java.util.Set;

import io.opentelemetry.api.common.Attributes;

/**
 * Accepts the measurements of requests that other applications have served. A bean if
 * request rates are kept.
 */
public interface ReceivedRequests {

	/** The metrics of served requests: OpenTelemetry's, and Spring Boot's. */
	Set<String> METRICS = Set.of("http.server.request.duration", "http.server.requests");

	/**
	 * Adds the points of a metric.
	 * @param points the points in a request of an exporter
	 */
	void add(List<Point> points);

	/**
	 * The durations of requests with the same attributes, as a histogram.
	 *
	 * @param service the service that served them
	 * @param instance the instance of the service, or empty
	 * @param metric the name of the metric
	 * @param attributes method, route, status and so on
	 * @param cumulative whether it counts from the start time rather than from the last
	 * point
	 * @param startNanos the start of the count, in nanoseconds since the epoch
	 * @param timeNanos the end of the count, in nanoseconds since the epoch
	 * @param count the number of requests
	 * @param seconds the sum of their durations
	 * @param durations a duration in seconds for each bucket, ascending
	 * @param counts the number of requests in each bucket; empty if the distribution is
	 * not known
	 */
	record Point(String service, String instance, String metric, Attributes attributes, boolean cumulative,
			long startNanos, long timeNanos, long count, double seconds, double[] durations, long[] counts) {
	}

}
